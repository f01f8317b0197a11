"""Style: the style sheet of a diagram. Colours are those of Okabe and Ito, darker where they are letters on white.

Colour is never alone: values stand above a line and cotangents below it, after a ∂; parameters have a thick rim.
"""

STYLE = """
.chainrule-diagram{font:12px system-ui,"Segoe UI","DejaVu Sans",sans-serif;max-width:100%;height:auto}
.chainrule-diagram .paper{fill:#fff}
.chainrule-diagram text{fill:#1b1b1b}
.chainrule-diagram .heading{font-size:16px;font-weight:600}
.chainrule-diagram .quiet,.chainrule-diagram .shape{fill:#5a5a5a}
.chainrule-diagram .sign{font-size:14px}
.chainrule-diagram .leaf{font-size:13px;font-weight:600}
.chainrule-diagram .name{font-weight:600}
.chainrule-diagram .value{fill:#00664a}
.chainrule-diagram .slope{fill:#ae3f00}
.chainrule-diagram .body{fill:#f6f7f8;stroke:#3a3a3a;stroke-width:1.2}
.chainrule-diagram .input .body{fill:#fff}
.chainrule-diagram .constant .body{fill:none;stroke-dasharray:3 3}
.chainrule-diagram .parameter .body{fill:#e5f1f8;stroke:#0072b2;stroke-width:2.2}
.chainrule-diagram .group .body{fill:#eef4f7;stroke:#0072b2}
.chainrule-diagram .edge,.chainrule-diagram .stub{fill:none;stroke:#7a7f85;stroke-width:1.3}
.chainrule-diagram .head{fill:#7a7f85}
.chainrule-diagram .bracket{fill:none;stroke-width:1.1}
.chainrule-diagram .bracket.value{stroke:#00664a;fill:none}
.chainrule-diagram .bracket.slope{stroke:#ae3f00;fill:none}
.chainrule-diagram .part:hover .body{stroke-width:3}
@media screen and (prefers-color-scheme:dark){
.chainrule-diagram .paper{fill:#14171a}
.chainrule-diagram text{fill:#ececec}
.chainrule-diagram .quiet,.chainrule-diagram .shape{fill:#a9adb2}
.chainrule-diagram .value{fill:#3ccf9f}
.chainrule-diagram .slope{fill:#ff8f4d}
.chainrule-diagram .body{fill:#22272c;stroke:#b9bec4}
.chainrule-diagram .input .body{fill:#14171a}
.chainrule-diagram .constant .body{fill:none}
.chainrule-diagram .parameter .body{fill:#12303f;stroke:#56b4e9}
.chainrule-diagram .group .body{fill:#1a242b;stroke:#56b4e9}
.chainrule-diagram .edge,.chainrule-diagram .stub{stroke:#868d94}
.chainrule-diagram .head{fill:#868d94}
.chainrule-diagram .bracket.value{stroke:#3ccf9f;fill:none}
.chainrule-diagram .bracket.slope{stroke:#ff8f4d;fill:none}
}
"""

FRAME_STYLE = """
.chainrule-diagram .frame{fill:#f4f1fa;fill-opacity:.55;stroke:#8d7fb0;stroke-dasharray:6 3}
.chainrule-diagram .frame-title{font-size:12.5px;font-weight:600;fill:#54477a}
@media screen and (prefers-color-scheme:dark){
.chainrule-diagram .frame{fill:#2a2438;stroke:#9488b8}
.chainrule-diagram .frame-title{fill:#c9bff0}
}
"""
