"""How values of the contract are said in sentences, wherever there is room for one."""

CREDITS = {
    "exact_link": "links the very page of its source",
    "site_link": "links the site of its source",
    "named": "names its source without a link",
    "agency_only": "names an agency only",
    "none": "names no source",
}
