"""The one style sheet of pictures with axes: a dark screen gets a dark picture; paper gets a light one."""

STYLE = """
.chainrule-curves{font:12px system-ui,"Segoe UI","DejaVu Sans",sans-serif;max-width:100%;height:auto}
.chainrule-curves .paper{fill:#fff}
.chainrule-curves text{fill:#1b1b1b}
.chainrule-curves .title{font-size:17px;font-weight:600}
.chainrule-curves .panel{font-weight:600}
.chainrule-curves .quiet{fill:#5a5a5a}
.chainrule-curves .value{font-weight:600}
.chainrule-curves .grid{stroke:#e4e4e4;fill:none}
.chainrule-curves .leader{stroke:#b0b0b0;fill:none;stroke-width:.8}
.chainrule-curves .best{stroke:#1b1b1b;fill:none;stroke-dasharray:1 3;stroke-linecap:round}
.chainrule-curves .line{fill:none;stroke:currentColor;stroke-width:2}
.chainrule-curves .line{stroke-linejoin:round;stroke-linecap:round}
.chainrule-curves .faint{stroke-width:1;stroke-opacity:.4}
.chainrule-curves .mark{fill:currentColor;stroke:#fff;stroke-width:1;paint-order:stroke}
.chainrule-curves .bar{fill:currentColor;fill-opacity:.75}
.chainrule-curves .level{fill:none;stroke:currentColor;stroke-width:.9}
.chainrule-curves .zero{stroke-width:2.2}
.chainrule-curves .bracket{fill:none;stroke:#1b1b1b;stroke-width:1.2}
.chainrule-curves .note{stroke:#fff;stroke-width:3;stroke-linejoin:round;paint-order:stroke}
.chainrule-curves .blue{color:#0072b2}
.chainrule-curves .vermillion{color:#d55e00}
.chainrule-curves .green{color:#009e73}
.chainrule-curves .purple{color:#cc79a7}
.chainrule-curves .orange{color:#e69f00}
.chainrule-curves .ink{color:#3a3a3a}
.chainrule-curves .cell{fill:currentColor;shape-rendering:crispEdges}
@media screen and (prefers-color-scheme:dark){
.chainrule-curves .paper{fill:#14171a}
.chainrule-curves text{fill:#ececec}
.chainrule-curves .quiet{fill:#a9adb2}
.chainrule-curves .grid{stroke:#2b3035}
.chainrule-curves .leader{stroke:#565c63}
.chainrule-curves .best{stroke:#ececec}
.chainrule-curves .mark{stroke:#14171a}
.chainrule-curves .bracket{stroke:#ececec}
.chainrule-curves .note{stroke:#14171a}
.chainrule-curves .blue{color:#56b4e9}
.chainrule-curves .ink{color:#c8ccd0}
}
"""
