"""For each shape the smallest change to the sound sample graph that breaks it."""

import re
from typing import NamedTuple

from ontology.ranges import NAME, YEARS
from ontology.shapes_sparql import checks
from ontology.terms import BKG, BKGC, PROV, RDF, RDFS, SKOS, XSD


class Bad(NamedTuple):
    shape: str
    pattern: str
    """Of the statement that is changed: the first that matches, written with prefixes."""
    replacement: str = ""
    """What the match becomes; where empty, the statement is taken out."""


_NAMESPACES = {"bkgc:": BKGC, "bkg:": BKG, "rdfs:": RDFS, "rdf:": RDF, "skos:": SKOS, "prov:": PROV, "xsd:": XSD}
_CODE, _DIVISION = "code/functional/2020/2010308", "id/division"

_EMPTY_PLAN = (r"^(.*)/plan> <rdf:type> <bkg:PerformancePlan>(.*)$", r"\g<0>\n\1/other/plan> <rdf:type> <bkg:PerformancePlan>\2")


def _long(text: str) -> str:
    for prefix, namespace in _NAMESPACES.items():
        text = text.replace(prefix, namespace)
    return text


def broken(nquads: str, bad: Bad) -> str:
    lines = nquads.splitlines(keepends=True)
    pattern = re.compile(_long(bad.pattern).replace(".org", r"\.org"))
    place = next(number for number, line in enumerate(lines) if pattern.search(line))
    lines[place] = pattern.sub(_long(bad.replacement), lines[place]) if bad.replacement else ""
    return "".join(lines)


#: Sound statements of kinds that one document does not make: of people, of rules, between governments.
BESIDES = (
    _long(
        """\
<urn:transfer> <rdf:type> <bkg:IntergovernmentalTransfer>
<urn:transfer> <bkg:amount> "62400"^^<xsd:decimal>
<urn:transfer> <bkg:amountText> "6.24"
<urn:transfer> <bkg:moneyUnit> "万元"
<urn:transfer> <bkg:fromGovernment> <urn:city>
<urn:transfer> <bkg:toGovernment> <urn:county>
<urn:transfer> <bkg:transferType> <bkgc:transfer-type-earmarked>
<urn:transfer> <bkg:transferStatus> <bkgc:transfer-status-advance>
<urn:transfer> <bkg:legalBasis> "财行〔2021〕7号"
<urn:transfer> <bkg:recipientName> "城区"
<urn:transfer> <bkg:partOfAllocation> <urn:allocation>
<urn:transfer> <prov:wasDerivedFrom> <urn:place>
<urn:allocation> <rdf:type> <bkg:TransferAllocation>
<urn:allocation> <bkg:amount> "167900"^^<xsd:decimal>
<urn:allocation> <bkg:amountText> "16.79"
<urn:allocation> <bkg:moneyUnit> "万元"
<urn:allocation> <bkg:keptAmount> "0"^^<xsd:decimal>
<urn:allocation> <prov:wasDerivedFrom> <urn:place>
<urn:floor> <rdf:type> <bkg:FundingNorm>
<urn:floor> <bkg:ruleText> "县级信访救助专项资金每年不少于50万元"
<urn:floor> <bkg:normSubject> "县级信访救助专项资金"
<urn:floor> <bkg:normKind> <bkgc:norm-kind-floor>
<urn:floor> <bkg:amount> "500000"^^<xsd:decimal>
<urn:floor> <bkg:amountText> "50"
<urn:floor> <bkg:moneyUnit> "万元"
<urn:floor> <bkg:fundingLevel> <bkgc:level-county>
<urn:floor> <bkg:levelResolution> <bkgc:resolution-explicit>
<urn:floor> <prov:wasDerivedFrom> <urn:place>
<urn:part> <rdf:type> <bkg:FundingNorm>
<urn:part> <bkg:ruleText> "第一档中央分担80%"
<urn:part> <bkg:normKind> <bkgc:norm-kind-standard>
<urn:part> <bkg:normPercent> "80"^^<xsd:decimal>
<urn:part> <bkg:fundingLevel> <bkgc:level-central>
<urn:part> <prov:wasDerivedFrom> <urn:place>
<urn:third> <rdf:type> <bkg:FundingNorm>
<urn:third> <bkg:ruleText> "中央财政承担三分之一"
<urn:third> <bkg:normKind> <bkgc:norm-kind-standard>
<urn:third> <bkg:normNumerator> "1"^^<xsd:integer>
<urn:third> <bkg:normDenominator> "3"^^<xsd:integer>
<urn:third> <bkg:fundingLevel> <bkgc:level-central>
<urn:third> <prov:wasDerivedFrom> <urn:place>
<urn:city> <rdf:type> <bkg:Government>
<urn:city> <bkg:ofDivision> <DIVISION/140500>
<urn:county> <rdf:type> <bkg:Government>
<urn:county> <bkg:ofDivision> <DIVISION/140502>
<urn:unit> <rdf:type> <bkg:BudgetUnit>
<urn:unit> <rdfs:label> "某局本级"
<urn:unit> <bkg:unitOf> <urn:agency>
<urn:unit> <bkg:guidedBy> <urn:agency>
<urn:unit> <bkg:mergedInto> <urn:main>
<urn:agency> <rdf:type> <bkg:Agency>
<urn:agency> <rdfs:label> "某局"
<urn:rule> <rdf:type> <bkg:FindingRule>
<urn:rule> <skos:prefLabel> "收支相等"
<urn:rule> <bkg:qualityDimension> <bkgc:quality-dimension-consistency>
<urn:rule> <bkg:severity> <bkgc:severity-warning>
<urn:finding> <rdf:type> <bkg:Finding>
<urn:finding> <bkg:ofRule> <urn:rule>
<urn:finding> <bkg:about> <urn:unit>
<urn:finding> <bkg:evidence> <urn:place>
<urn:finding> <bkg:message> "收入与支出不等"
<urn:finding> <bkg:fineIf> "另有结转"
<urn:finding> <bkg:observed> "1"
<urn:finding> <bkg:expected> "2"
<urn:finding> <bkg:difference> "-1"^^<xsd:decimal>
<urn:finding> <bkg:tolerance> "0.5"^^<xsd:decimal>
<urn:finding> <bkg:findingOrigin> <bkgc:finding-origin-source-document>
<urn:finding> <bkg:findingStatus> <bkgc:finding-status-open>
<urn:similarity> <rdf:type> <bkg:SimilarityAssertion>
<urn:similarity> <bkg:similarTarget> <urn:target1>
<urn:similarity> <bkg:similarTarget> <urn:target2>
<urn:similarity> <bkg:score> "0.9"^^<xsd:decimal>
<urn:similarity> <bkg:model> "indicator-char-256"
<urn:similarity> <bkg:indexBuild> "1"
<urn:link> <rdf:type> <bkg:ProgrammeLink>
<urn:link> <bkg:linkedProgramme> <urn:programme1>
<urn:link> <bkg:linkedProgramme> <urn:programme2>
<urn:link> <bkg:score> "0.92"^^<xsd:decimal>
<urn:link> <bkg:linkEvidence> "用途相同"
<urn:link> <bkg:linkStatus> <bkgc:link-status-asserted>
<urn:programme1> <rdf:type> <bkg:Programme>
<urn:programme1> <skos:prefLabel> "信访救助资金"
<urn:programme1> <bkg:inProgrammeGroup> <urn:group>
<urn:programme2> <rdf:type> <bkg:Programme>
<urn:programme2> <skos:prefLabel> "特殊疑难信访救助资金"
<urn:programme2> <bkg:inProgrammeGroup> <urn:group>
<urn:group> <rdf:type> <bkg:ProgrammeGroup>
<urn:group> <skos:prefLabel> "特殊疑难信访救助资金"
<urn:target1> <rdf:type> <bkg:Target>
<urn:target1> <bkg:inLibraryEntry> <urn:entry>
<urn:entry> <rdf:type> <bkg:LibraryEntry>
<urn:entry> <skos:prefLabel> "信访群众满意度"
<urn:entry> <bkg:libraryMeasure> "extent"
<urn:entry> <bkg:usualValues> <urn:spread>
<urn:spread> <rdf:type> <bkg:ValueSpread>
<urn:spread> <bkg:medianValue> "90"^^<xsd:decimal>
<urn:spread> <bkg:valueCount> "5"^^<xsd:integer>
<urn:spread> <bkg:spreadBasis> <bkgc:basis-level>
<urn:target2> <rdf:type> <bkg:Target>
<urn:merge> <rdf:type> <bkg:Merge>
<urn:merge> <bkg:mergedEntity> <urn:unit>
<urn:merge> <bkg:mainEntity> <urn:main>
<urn:merge> <bkg:mergeReason> "更名"
<urn:merge> <bkg:inForce> "true"^^<xsd:boolean>
<urn:declaration> <bkg:projectKind> <bkgc:project-category-operation>
<urn:concept> <rdf:type> <bkg:IndicatorConcept>
<urn:concept> <skos:prefLabel> "满意度"
<urn:concept> <bkg:facet> <bkgc:facet-measure>
"""
    )
    .replace("DIVISION", "https://w3id.org/budgetkg/id/division")
    .replace("\n", " <urn:graph> .\n")
)


def _again(prop: str, value: str) -> tuple[str, str]:
    """A second value beside the first."""
    return rf"^(.*<{prop}> )(\S+?)((?:\^\^<[^>]*>)? <[^>]*> \.)$", rf"\g<0>\n\g<1>{value}\3"


BAD = (
    Bad("Government-division", r"<bkg:ofDivision>"),
    Bad("Staff-kind", r"<bkg:staffKind>"),
    Bad("Staff-number", r'(<bkg:headcount> )"20"', r'\1"-20"'),
    Bad("Body-statement-text", r"/id/staff/.* <bkg:statementText>"),
    Bad("Body-statement-place", r"/id/units/.* <prov:wasDerivedFrom>"),
    Bad("Responsibility-agency", r"/id/responsibility/.* <bkg:agency>"),
    Bad("Units-content", r"/id/units/.* <bkg:statesNoUnits>"),
    Bad("Units-count", *_again("bkg:unitCount", '"7"')),
    Bad("Note-subject", r"/id/empty-note/.* <bkg:aboutKind>"),
    Bad("Note-table", *_again("bkg:aboutTable", "<urn:another>")),
    Bad("Body-government", *_again("bkg:ofGovernment", "<urn:another>")),
    Bad("Body-guided", r"(<urn:unit> <bkg:guidedBy> )<urn:agency>", r"\1<urn:main>"),
    Bad("Body-function", r'(<bkg:functionName> )"信访局"', r'\1"局"'),
    Bad("Unit-department", r"(<urn:unit> <bkg:unitOf> )<urn:agency>", r"\1<urn:main>"),
    Bad("Division-replaced", *_again("bkg:replacedBy", f"<https://w3id.org/budgetkg/{_DIVISION}/130109>")),
    Bad("Programme-name", r"/id/programme/.* <skos:prefLabel>"),
    Bad("Project-programme", *_again("bkg:forProgramme", "<urn:another>")),
    Bad("Transfer-amount", r"<urn:transfer> <bkg:amount>"),
    Bad("Transfer-from", r"(<bkg:fromGovernment> )<urn:city>", r"\1<urn:unit>"),
    Bad("Transfer-to", r"(<bkg:toGovernment> )<urn:county>", r"\1<urn:city>"),
    Bad("Transfer-recipient", r"<bkg:recipientName>"),
    Bad("Transfer-government", r"<bkg:toGovernment>"),
    Bad("Transfer-allocation", r"(<bkg:partOfAllocation> )<urn:allocation>", r"\1<urn:unit>"),
    Bad("Allocation-parts", r"<bkg:partOfAllocation>"),
    Bad("Allocation-kept", r'(<bkg:keptAmount> )"0"', r'\1"-1"'),
    Bad("Norm-kind", r"<bkg:normKind>"),
    Bad("Norm-value", r"<bkg:normPercent>"),
    Bad("Norm-percent", r"<urn:part> <bkg:fundingLevel>"),
    Bad("Norm-fraction", r"<bkg:normNumerator>"),
    Bad("Norm-subject", *_again("bkg:normSubject", '"别的资金"')),
    Bad("Transfer-type", *_again("bkg:transferType", "<urn:other>")),
    Bad("Transfer-status", *_again("bkg:transferStatus", "<urn:other>")),
    Bad("Legal-basis", r'(<bkg:legalBasis> )"财行〔2021〕7号"', r'\1"财行2021年7号"'),
    Bad("Basis-year", r'(<bkg:fundBasisYear> )"2019"', r'\1"1019"'),
    Bad("Expenditure-type", *_again("bkg:expenditureType", "<urn:other>")),
    Bad("Fact-measure-kind", r"<bkg:measureKind>"),
    Bad("Breakdown-declaration", r"/breakdown/t11-r6-c2> <bkg:ofDeclaration>"),
    Bad("Breakdown-items", r"(/item/大衣> <bkg:ofBreakdown> <[^>]*)/~2>", r"\1>"),
    Bad("Item-label", r"/item/保安工资> <rdfs:label>"),
    Bad("Item-place", r"/item/保安工资> <prov:wasDerivedFrom>"),
    Bad("Item-belongs", r"/item/保安工资> <bkg:ofBreakdown>"),
    Bad("Item-money", r"/~2/item/大衣> <bkg:amount>"),
    Bad("Item-price", r"<bkg:unitPriceText>"),
    Bad(
        "Item-computed",
        r"^(.*)/item/服装费> <rdf:type> (.*)$",
        r'\g<0>\n\1/item/服装费> <bkg:computedAmount> "1"^^<xsd:decimal> <urn:graph> .',
    ),
    Bad("Quantity-number", r"/factor/1> <bkg:countedNumber>"),
    Bad("Quantity-unit", r'(/factor/1> <bkg:countedUnit> )"人"', r'\1""'),
    Bad("Claim-text", r"<bkg:claimText>"),
    Bad("Claim-subject", r"<bkg:claimSubject>"),
    Bad("Claim-place", r"/claim/.* <prov:wasDerivedFrom>"),
    Bad("Claim-content", r"^(.*/claim/.*)/functional-class> <rdf:type> (.*)$", r"\g<0>\n\1/empty> <rdf:type> \2"),
    Bad("Claim-baseline", *_again("bkg:baselineAmount", '"7"')),
    Bad("Claim-baseline-year", r'(<bkg:baselineYear> )"2019"', r'\1"1019"'),
    Bad("Claim-reason", r"<bkg:reasonText>"),
    Bad("Claim-share", *_again("bkg:sharePercent", '"7"')),
    Bad("Finding-rule", r"<bkg:ofRule>"),
    Bad("Finding-about", r"<bkg:about>"),
    Bad("Finding-evidence", r"<bkg:evidence>"),
    Bad("Finding-message", r"<urn:finding> <bkg:message>"),
    Bad("Finding-fine", r"<bkg:fineIf>"),
    Bad("Finding-observed", *_again("bkg:observed", '"3"')),
    Bad("Finding-expected", *_again("bkg:expected", '"3"')),
    Bad("Finding-difference", *_again("bkg:difference", '"7"')),
    Bad("Finding-tolerance", r'(<bkg:tolerance> )"0.5"', r'\1"-0.5"'),
    Bad("Finding-origin", r"<bkg:findingOrigin>"),
    Bad("Finding-status", r"<bkg:findingStatus>"),
    Bad("Rule-dimension", r"<bkg:qualityDimension>"),
    Bad("Rule-severity", r"<urn:rule> <bkg:severity>"),
    Bad("Similarity-targets", r"<bkg:similarTarget>"),
    Bad("Level-amount", r"/level/.* <bkg:amount>"),
    Bad("Level-declaration", r"/level/.* <bkg:ofDeclaration>"),
    Bad("Level-place", r"/level/.* <prov:wasDerivedFrom>"),
    Bad("Link-programmes", r"<bkg:linkedProgramme>"),
    Bad("Link-score", r'(<urn:link> <bkg:score> )"0.92"', r'\1"1.2"'),
    Bad("Link-evidence", r"<bkg:linkEvidence>"),
    Bad("Link-status", r"(<bkg:linkStatus> <.*)asserted>", r"\1open>"),
    Bad("Entry-name", r"<urn:entry> <skos:prefLabel>"),
    Bad("Entry-measure", r"<bkg:libraryMeasure>"),
    Bad("Entry-once", *_again("bkg:inLibraryEntry", "<urn:another>")),
    Bad("Spread-median", r"<bkg:medianValue>"),
    Bad("Spread-count", r'(<bkg:valueCount> )"5"', r'\1"0"'),
    Bad("Spread-basis", r"<bkg:spreadBasis>"),
    Bad("Group-name", r"<urn:group> <skos:prefLabel>"),
    Bad("Group-once", r"(<urn:programme1> <bkg:inProgrammeGroup> )<urn:group>", r"\1<urn:main>"),
    Bad("Similarity-score", r'(<bkg:score> )"0.9"', r'\1"1.9"'),
    Bad("Similarity-model", r"<bkg:model>"),
    Bad("Similarity-index", r"<bkg:indexBuild>"),
    Bad("Merge-entity", r"(<bkg:mergedEntity> )<urn:unit>", r"\1<urn:main>"),
    Bad("Merge-main", r"<bkg:mainEntity>"),
    Bad("Merge-reason", r"<bkg:mergeReason>"),
    Bad("Merge-force", r"<bkg:inForce>"),
    Bad("Merged-once", *_again("bkg:mergedInto", "<urn:another>")),
    Bad("Concept-label", r"<urn:concept> <skos:prefLabel>"),
    Bad("Concept-facet", *_again("bkg:facet", "<urn:other>")),
    Bad("Indicator-concept", r"(<bkg:indicatorConcept> <.*/code/)indicator-concept-", r"\1concept-"),
    Bad("Clause-unit-concept", r"(<bkg:unitConcept> <.*/code/)unit-", r"\1nothing-"),
    Bad("Clause-rating-term", r"(<bkg:ratingTerm> <.*/code/)rating-", r"\1nothing-"),
    Bad("Declaration-kind", r"(<bkg:projectKind> <.*/code/)project-category-", r"\1nothing-"),
    Bad("Target-weight", r'(<bkg:weight> )"10"', r'\1"110"'),
    Bad("Outcome-target", r"<bkg:ofTarget>"),
    Bad("Outcome-content", r"^(.*)/target/annual/outcome> <rdf:type> (.*)$", r"\g<0>\n\1/target/annual/empty> <rdf:type> \2"),
    Bad("Outcome-place", r"/outcome> <prov:wasDerivedFrom>"),
    Bad("Outcome-points", r'(<bkg:points> )"9.5"', r'\1"109.5"'),
    Bad("Assessment-plan", r"/assessment> <bkg:ofPlan>"),
    Bad("Assessment-content", r"^(.*)/assessment> <rdf:type> (.*)$", r"\g<0>\n\1/empty> <rdf:type> \2"),
    Bad("Assessment-place", r"^(.*)/assessment> <rdf:type> (.*)$", r"\g<0>\n\1/empty> <rdf:type> \2"),
    Bad("Clause-first-day", *_again("bkg:notBefore", '"2030-01-01"')),
    Bad("Clause-last-day", *_again("bkg:notAfter", '"2030-01-01"')),
    Bad("Document-sha256", r"bkg:sha256"),
    Bad("Document-sha256", r'bkg:sha256> "06', r'bkg:sha256> "0X'),
    Bad("Document-title", r"/id/document/\w+> <rdfs:label"),
    Bad("Document-agency", r"/id/document/\w+> <bkg:agency"),
    Bad("Document-year", r"/id/document/\w+> <bkg:fiscalYear"),
    Bad("Document-file", r"bkg:fileName"),
    Bad("Document-media-type", r"bkg:mediaType"),
    Bad("Document-kind", r"bkg:documentKind"),
    Bad("Body-name", r"/id/agency/[^/>]+> <rdfs:label"),
    Bad("Body-division", r"<bkg:division> "),
    Bad("Body-division-code", r"(<bkg:division> <.*/)410800>", r"\g<1>41080>"),
    Bad("Body-level", r"/id/agency/[^/>]+> <bkg:level> "),
    Bad("Division-code", rf'({_DIVISION}/410802> <bkg:divisionCode> "410802)', r"\g<1>0"),
    Bad("Division-name", rf"{_DIVISION}/410802> <rdfs:label>"),
    Bad("Division-level", rf"({_DIVISION}/410802> <bkg:level> <bkgc:level-)county", r"\1township"),
    Bad("Division-level-of-code", rf"({_DIVISION}/410802> <bkg:level> <bkgc:level-)county", r"\1prefecture"),
    Bad("Division-parent", rf"{_DIVISION}/410802> <bkg:parentDivision>"),
    Bad("Division-parent-code", rf"({_DIVISION}/410802> <bkg:parentDivision> <.*/)410800>", r"\g<1>130100>"),
    Bad("Division-validity", r'(bkg:validTo> ")2013', r"\g<1>1913"),
    Bad("Statement-amount", *_again("bkg:amount", '"7"')),
    Bad("Statement-printed-amount", r"/fact/.* <bkg:amountText>"),
    Bad("Statement-printed-amount", r"/fund/.* <bkg:moneyUnit>"),
    Bad("Fact-amount", r"/fact/.* <bkg:amount>"),
    Bad("Fact-row-role", r"<bkg:rowRole>"),
    Bad("Fact-side", r"<bkg:side>"),
    Bad("Fact-measure", r"<bkg:measure>"),
    Bad("Fact-phase", r"<bkg:phase>"),
    Bad("Fact-year", r"/fact/.* <bkg:fiscalYear>"),
    Bad("Fact-agency", r"/fact/.* <bkg:agency>"),
    Bad("Fact-function", r"^(.*/fact/[^>]*> <bkg:functionClass> <.*)2010308(> <.*)$", r"\g<0>\n\g<1>20103\2"),
    Bad("Fact-economic", r"^(.*/fact/[^>]*> <bkg:economicClass> <.*)30101(> <.*)$", r"\g<0>\n\g<1>301\2"),
    Bad("Fund-declaration", r"/fund/[^>]*> <bkg:ofDeclaration>"),
    Bad("Fund-level", r"^(.*/id/project/.*/)fund/.*> <bkg:levelResolution> <.*(> <.*)$", r"\g<0>\n\1fund/x> <rdf:type> <bkg:FundSource\2"),
    Bad("Fact-income", r"^(.*/fact/[^>]*> <bkg:incomeClass> <.*)1030148(> <.*)$", r"\g<0>\n\g<1>10301\2"),
    Bad("Statement-place", r"/fact/.* <prov:wasDerivedFrom>"),
    Bad("Statement-place", r"/target/\w+> <prov:wasDerivedFrom>"),
    Bad("FunctionCode-notation", rf'({_CODE}> <skos:notation> )"2010308"', r'\1"210110 1"'),
    Bad("EconomicCode-notation", r'(/code/economic/.*notation> )"30101"', r'\1"90101"'),
    Bad("IncomeCode-notation", r'(/code/income/.*notation> )"1030148"', r'\1"2030148"'),
    Bad("Code-broader", rf"({_CODE}> <skos:broader> <.*/code/)functional/2020/.*?>", r"\1economic/2020/30101>"),
    Bad("Project-name", r"/id/project/[^/>]+/[^/>]+> <rdfs:label>"),
    Bad("Project-agency", r"/id/project/[^/>]+/[^/>]+> <bkg:agency>"),
    Bad("Project-declared", r"<bkg:ofProject>"),
    Bad("Declaration-project", r"<bkg:ofProject>"),
    Bad("Declaration-document", r"/id/project/.* <bkg:inDocument>"),
    Bad("Declaration-year", r"/id/project/[^/>]+/[^/>]+/2020/\w+> <bkg:fiscalYear>"),
    Bad("Declaration-amount-method", r"<bkg:amountMethod>"),
    Bad("Plan-content", *_EMPTY_PLAN),
    Bad("Plan-owner", r"/plan> <bkg:ofDeclaration>"),
    Bad("Plan-output", *_EMPTY_PLAN),
    Bad("Plan-effect", r"/id/project/.*/plan/indicator/[^ ]*> <bkg:category> <bkgc:category-effect"),
    Bad("Plan-satisfaction", r"/id/project/.*/plan/indicator/[^ ]*> <bkg:category> <bkgc:category-satisfaction>"),
    Bad("Goal-plan", r"/goal/\w+> <bkg:ofPlan>"),
    Bad("Goal-text", r"<bkg:goalText>"),
    Bad("Goal-achieved", r'(<bkg:achievedText> )".*?"', r'\1""'),
    Bad("Goal-horizon", r"/goal/\w+> <bkg:horizon>"),
    Bad("Indicator-name", r"/indicator/[^ ]*> <rdfs:label>"),
    Bad("Indicator-plan", r"/indicator/[^ ]*> <bkg:ofPlan>"),
    Bad("Indicator-category", r"<bkg:category>"),
    Bad("Indicator-target", r"<bkg:forIndicator>"),
    Bad("Target-indicator", r"<bkg:forIndicator>"),
    Bad("Target-horizon", r"/target/\w+> <bkg:horizon>"),
    Bad("Target-value", r"<bkg:rawValue>"),
    Bad("Target-value", r"<bkg:valueMissing>"),
    Bad("Clause-target", r"<bkg:hasClause>"),
    Bad("Clause-content", r"<bkg:rating>"),
    Bad("Clause-basis", r"<bkg:quantityBasis>"),
    Bad("Clause-value", *_again("bkg:value", '"7"')),
    Bad("Clause-comparator", r"<bkg:comparator>"),
    Bad("Clause-unit", r"<bkg:unit>"),
    Bad("Clause-bounds", r'^(.*)<bkg:minInclusive> "90"(.*)$', r'\g<0>\n\1<bkg:maxInclusive> "80"\2'),
    Bad("Clause-dates", r'(<bkg:notAfter> )"2020-10-31', r'\1"2020-08-31'),
    Bad("Interval-ge", r'(<bkg:minInclusive> )"90"', r'\1"9"'),
    Bad("Interval-gt", r'(<bkg:minExclusive> )"60"', r'\1"9"'),
    Bad("Interval-lt", r'(<bkg:maxExclusive> )"5"', r'\1"9"'),
    Bad("Interval-le", r"(<bkg:comparator> <.*)comparator-gt>", r"\1comparator-le>"),
    Bad("Interval-eq", r"(<bkg:comparator> <.*)comparator-gt>", r"\1comparator-eq>"),
    Bad("Decrease-interval", r'(<bkg:maxInclusive> )"-10"', r'\1"10"'),
    Bad("RelativeChange-direction", r"/clause/\d+> <bkg:direction>"),
    Bad("RelativeChange-baseline", r"<bkg:baseline>"),
    Bad("Percent-range", r'(<bkg:value> )"90"', r'\1"190"'),
    Bad("Cofunding-text", r"<bkg:ruleText>"),
    Bad("Cofunding-shares", r"(<bkg:hasShare> <[^>]*/)central>", r"\1nobody>"),
    Bad("Cofunding-condition", r"<bkg:hasCondition>"),
    Bad("Cofunding-levels", r"(<bkg:fundingLevel> <.*)level-central>", r"\1level-county>"),
    Bad("Share-level", r"/share/central> <bkg:fundingLevel>"),
    Bad("Share-resolution", r"<bkg:levelResolution> <.*resolution-explicit>"),
    Bad("Share-part", r'(<bkg:ratioPart> )"0.5"', r'\1"0"'),
    Bad("Share-rule", r"<bkg:hasShare>"),
    Bad("Condition-text", r"<bkg:conditionText>"),
    Bad("Condition-rule", r"<bkg:hasCondition>"),
    Bad("Table-number", r"<bkg:tableNumber>"),
    Bad("Table-document", r"/id/table/.* <bkg:inDocument>"),
    Bad("Table-confidence", r'(<bkg:confidence> )"0.95"', r'\1"1.5"'),
    Bad("Table-confidence", r'(<bkg:confidence> )"0.95"\^\^<[^>]*>', r'\1"high"'),
    Bad("Place-text", r"<bkg:printedText>"),
    Bad("Place-rule", r"/id/span/.* <bkg:readByRule>"),
    Bad("Place-lines", r'(/id/span/.* <bkg:lineEnd> )"1"', r'\1"0"'),
    Bad("Place-last-line", *_again("bkg:lineEnd", '"7"')),
    Bad("Cell-table", r"<bkg:inTable>"),
    Bad("Cell-row", r'(<bkg:row> )"\d+"', r'\1"0"'),
    Bad("Cell-column", r'(<bkg:column> )"\d+"', r'\1"0"'),
    Bad("Cell-within-document", r'(/id/cell/.*<bkg:lineEnd> )"\d+"', r'\1"701"'),
    Bad("Span-document", r"/id/span/.* <bkg:inDocument>"),
    Bad("Span-position", r"/id/span/.* <bkg:lineStart>"),
    Bad("Issue-code", r"<bkg:issueCode>"),
    Bad("Issue-message", r"<bkg:message>"),
    Bad("Issue-severity", r"<bkg:severity>"),
    Bad("Issue-document", r"/id/issue/.* <bkg:inDocument>"),
    Bad("NoPersonalData", r'(<bkg:printedText> ".*)调处', r"\1（电话 139-0000-0001）"),
)


def bad_values() -> tuple[tuple[str, str], ...]:
    """For each shape of ranges.ttl, its name and a statement that breaks it; for codes and years one of the right kind too."""
    found = []
    for check in checks():
        if not (name := check.shape.name).startswith(NAME):
            continue
        values = ['"x"@zh', '"x"' if check.component.endswith("#NodeKindConstraintComponent") else "<bkgc:nothing>"]
        if name.removeprefix(NAME) in YEARS:
            values += ['"1019"^^<xsd:integer>', '"2101"^^<xsd:integer>', '"2020"']
        found += [(name, _long(f"<urn:x> {check.shape.path} {value} <urn:graph> .\n")) for value in values]
    return tuple(found)
