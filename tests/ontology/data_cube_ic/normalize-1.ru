# Phase 1 of the normalization algorithm: types and component properties. https://www.w3.org/TR/vocab-data-cube/#normalize-algorithm
INSERT { ?o a qb:Observation . } WHERE { [] qb:observation ?o . } ;
INSERT { ?o a qb:Observation . } WHERE { ?o qb:dataSet [] . } ;
INSERT { ?s a qb:Slice . } WHERE { [] qb:slice ?s . } ;
INSERT { ?cs qb:componentProperty ?p . ?p a qb:DimensionProperty . } WHERE { ?cs qb:dimension ?p . } ;
INSERT { ?cs qb:componentProperty ?p . ?p a qb:MeasureProperty . } WHERE { ?cs qb:measure ?p . } ;
INSERT { ?cs qb:componentProperty ?p . ?p a qb:AttributeProperty . } WHERE { ?cs qb:attribute ?p . }
