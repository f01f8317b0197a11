"""Style of what moves: transport, tables whose cells show sign and size, and the curve."""

LIVE_STYLE = """
:root{--plus:#0072b2;--minus:#d55e00;--value:#00664a;--slope:#ae3f00}
@media screen and (prefers-color-scheme:dark){:root{--plus:#56b4e9;--minus:#e8762b;--value:#3ccf9f;--slope:#ff8f4d}}
main{max-width:80rem}
section{min-width:0}
/* what is out of sight is laid out when it comes into sight; its numbers are always written */
.panel{content-visibility:auto;contain-intrinsic-size:auto 24rem}
.cards .card{content-visibility:auto;contain-intrinsic-size:auto 20rem auto 10rem}
.wide>.flow{content-visibility:auto;contain-intrinsic-size:auto 12rem auto 3rem;min-width:min-content;
overflow-clip-margin:.5rem}
.panel>h2{border-top:0;padding-top:0;margin:2rem 0 .6rem}
.panel>h3:first-of-type{margin-top:0}
.columns{display:grid;gap:0 2.5rem;grid-template-columns:minmax(0,1fr)}
@media (min-width:60rem){.columns{grid-template-columns:minmax(0,3fr) minmax(0,4fr)}
.wide-first{grid-template-columns:minmax(0,4fr) minmax(0,3fr)}}
pre{margin:0;overflow-x:auto;font:.86rem/1.5 ui-monospace,"DejaVu Sans Mono",monospace;tab-size:4}
pre:focus-visible,button:focus-visible,input:focus-visible{outline:2px solid var(--link);outline-offset:2px}
.board{background:var(--panel);border:1px solid var(--line);border-radius:8px;padding:.8rem 1rem}
.code{max-height:28rem;overflow:auto}
.transport{position:sticky;top:0;z-index:2;background:var(--paper);padding:.55rem 0 .3rem;
border-bottom:1px solid var(--line)}
.row{display:flex;align-items:center;gap:.4rem;flex-wrap:wrap}
button{display:inline-grid;place-items:center;width:2.6rem;height:2.6rem;padding:0;border:1px solid var(--line);
border-radius:8px;background:var(--panel);color:inherit;cursor:pointer}
button svg{width:1.25rem;height:1.25rem;fill:currentColor}
button:hover:enabled{border-color:var(--link);color:var(--link)}
button:disabled{opacity:.4;cursor:default}
[data-move="toggle"]{background:var(--link);border-color:var(--link);color:var(--paper)}
[data-move="toggle"]:hover:enabled{color:var(--paper);filter:brightness(1.12)}
.pause,[data-playing="true"] .play{display:none}
[data-playing="true"] .pause{display:inline}
input[type="range"]{flex:1 1 10rem;min-width:8rem;height:2.6rem;margin:0 .5rem;accent-color:var(--link)}
output{font-variant-numeric:tabular-nums}
.transport output{min-width:11rem}
.fields{display:flex;flex-wrap:wrap;gap:.8rem 1.2rem}
label{display:grid;gap:.2rem;color:var(--quiet);font-size:.9rem}
input:not([type="range"]){font:inherit;color:var(--ink);background:var(--paper);border:1px solid var(--line);
border-radius:6px;padding:.3rem .5rem;font-variant-numeric:tabular-nums}
.fields input{width:11rem;font-size:1rem}
input[aria-invalid="true"]:not([type="range"]){border-color:var(--wrong);outline:1px solid var(--wrong)}
[hidden]{display:none!important}
[data-moved]>:not(h2,.moved){display:none}
.words{display:flex;flex-wrap:wrap;align-items:end;gap:.6rem;margin:.6rem 0}
.words button{width:auto;padding:0 .9rem;font:inherit}
.words .long{flex:1 1 16rem;max-width:36rem}
.words select{font:inherit;height:2.6rem;max-width:16rem;color:var(--ink);background:var(--paper);
border:1px solid var(--line);border-radius:6px}
.words input{height:2.6rem}
.tick{display:flex;align-items:center;gap:.4rem}
.fields .tick input{width:auto}
.curve{width:100%;height:auto;max-width:44rem;display:block}
.curve text{font:16px system-ui,"Segoe UI","DejaVu Sans",sans-serif;fill:var(--quiet)}
.curve .axis{fill:none;stroke:var(--line)}
.curve polyline{fill:none;stroke-width:2;stroke-linejoin:round}
.curve .line{stroke:var(--link)}
.curve .rest{stroke:var(--line)}
.curve .dot{fill:var(--link);stroke:var(--paper);stroke-width:2}
.cards{display:flex;flex-wrap:wrap;gap:.9rem;align-items:flex-start}
.card{display:flex;flex-wrap:wrap;gap:.4rem 1.4rem;border:1px solid var(--line);border-radius:8px;
padding:.45rem .8rem .7rem;max-width:100%;overflow-x:auto}
.card.linked{border-color:var(--link);box-shadow:0 0 0 1px var(--link)}
.chainrule-diagram .linked .body{stroke:var(--link);stroke-width:3.4}
.matrix{margin:0;border-collapse:separate;border-spacing:2px}
.matrix caption{white-space:nowrap;padding:0 0 .25rem;font-size:.9rem}
.matrix caption b{font-size:1rem;color:var(--value)}
.matrix.slope caption b{color:var(--slope)}
.matrix td{text-align:end;padding:.22rem .45rem;min-width:6.4rem;border:0;border-radius:4px;vertical-align:middle;
background:color-mix(in srgb,var(--plus) calc(var(--share,0%)*.34),var(--panel))}
.matrix td[data-sign="minus"]{background:color-mix(in srgb,var(--minus) calc(var(--share,0%)*.34),var(--panel))}
.matrix td.editable{padding:0}
.matrix td.editable input{width:8rem;text-align:end;border:1px solid transparent;background:transparent;
padding:.18rem .4rem;border-radius:4px;border-bottom:1px dotted var(--quiet)}
.matrix td.editable input:hover{border-color:var(--link)}
@media (max-width:40rem){
.row{flex-wrap:nowrap;gap:.25rem}
.row button{flex:none;width:2.2rem;height:2.2rem}
.row input[type="range"]{flex:1 1 3rem;min-width:2.5rem;margin:0 .2rem;height:2.2rem}
.transport output{flex:0 1 4.6rem;min-width:3.4rem;font-size:.8rem;line-height:1.25}
.fields input{width:100%}.fields label{flex:1 1 8rem}
.card{padding:.4rem .5rem .6rem}}
@media print{.panel,.wide>.flow,.cards .card{content-visibility:visible}.transport,.fields{display:none}}
"""
