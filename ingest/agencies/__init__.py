"""What a document says of the body itself (部门): posts, staff, units, responsibilities, empty statements."""
