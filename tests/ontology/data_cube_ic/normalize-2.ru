# Phase 2 of the normalization algorithm: attachments are pushed down to the observations.
INSERT { ?obs ?comp ?value } WHERE {
  ?spec qb:componentProperty ?comp ; qb:componentAttachment qb:DataSet .
  ?dataset qb:structure [ qb:component ?spec ] ; ?comp ?value .
  ?obs qb:dataSet ?dataset .
} ;
INSERT { ?obs ?comp ?value } WHERE {
  ?spec qb:componentProperty ?comp ; qb:componentAttachment qb:Slice .
  ?dataset qb:structure [ qb:component ?spec ] ; qb:slice ?slice .
  ?slice ?comp ?value ; qb:observation ?obs .
} ;
INSERT { ?obs ?comp ?value } WHERE {
  ?comp a qb:DimensionProperty .
  ?dataset qb:structure [ qb:component [ qb:componentProperty ?comp ] ] ; qb:slice ?slice .
  ?slice ?comp ?value ; qb:observation ?obs .
}
