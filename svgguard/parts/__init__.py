"""Parts: what was asked for, and what of it a drawing holds. Each way to look is usable alone.

`specification` says what was asked for. `structure` compares it with what the document calls its things (`labels`,
`naming`, `words`, `claims`, `headings`, `pieces`) and makes `evidence` of it; `absence` settles what no label decides.
Nothing is drawn for that. `visibility` and `relations` draw the picture again and again (`layers`, `flat`) and see what
is really there; `hints` and `unseen` help with what shapes and attributes tell, and `traces` finds what is written and
unseen without a name; `places` says where a missing part would go. `examination` gives the inventory that rules and
results are made of, and `picture` shows it.
"""
