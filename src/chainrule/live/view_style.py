"""Style of what is looked at: cards on a quiet ground, choices in a row, equations, walk, badges, guesses."""

VIEW_STYLE = """
:root{--ground:#eef1f4;--edge:#dfe4e9}
@media screen and (prefers-color-scheme:dark){:root{--ground:#0c0f12;--edge:#2b3238}}
@media screen{
body{background:var(--ground)}
main{max-width:84rem;padding-top:.4rem}
main>h1{margin:1.1rem .2rem .9rem;letter-spacing:-.01em}
.panel{background:var(--paper);border:1px solid var(--edge);border-radius:14px;padding:1.1rem 1.3rem 1.3rem;
margin:0 0 1rem}
.panel>h2{margin:0 0 .8rem;font-size:1.08rem;letter-spacing:.005em}
.columns{gap:0 1rem;align-items:start}
.transport{top:.4rem;border:1px solid var(--edge);border-radius:14px;padding:.5rem .8rem;margin:0 0 .6rem;
box-shadow:0 2px 10px rgb(0 0 0/.06)}
}
/* one of several, as buttons in a row */
.choice{display:flex;flex-wrap:wrap;gap:.45rem .9rem;align-items:center;border:0;padding:0;margin:0 0 .8rem;min-width:0}
.choice legend{float:left;padding:0;margin-inline-end:.2rem;color:var(--quiet);font-size:.9rem}
.choice label{display:inline-flex;gap:.45rem;align-items:center;color:inherit;font-size:.92rem;min-height:2rem}
.options{display:inline-flex;flex-wrap:wrap;border:1px solid var(--line);border-radius:9px;padding:2px;
background:var(--panel)}
.options label{position:relative;padding:0 .75rem;border-radius:7px;cursor:pointer;border:1px solid transparent}
.options input{position:absolute;inset:0;opacity:0;width:100%;height:100%;margin:0;cursor:pointer}
.options label:hover{color:var(--link)}
.options label:has(:checked){background:var(--paper);border-color:var(--line);color:var(--link);font-weight:600;
box-shadow:0 1px 2px rgb(0 0 0/.08)}
.options label:has(:focus-visible){outline:2px solid var(--link);outline-offset:1px}
.how{margin:0 .3rem 1rem}
.choice input[type="range"]{flex:0 1 7rem;min-width:5rem;height:1.75rem;margin:0}
.choice input[name="until"]{width:5.5rem;padding:.15rem .4rem}
.choice input[type="checkbox"]{width:1.05rem;height:1.05rem;accent-color:var(--link)}
/* equations: a name, its formula, and below it numbers, quieter */
[data-panel="equations"] .flow{row-gap:.1rem;padding:.15rem 0}
[data-panel="equations"] .flow+.flow,[data-panel="equations"] .rule+.flow{border-top:1px solid var(--edge)}
.plugged{color:var(--quiet);font-size:.93em}
.plugged:last-child{color:var(--ink)}
.panel:has([name="numbers"]:not(:checked)) .plugged{display:none}
.panel:not(.resized) .other-rows{display:none}
.resized [data-option="gates"] [data-name]{visibility:hidden}
.filled:not(.fenced)>mo{display:none}
.rule{margin:0 0 .4rem 1.4rem;color:var(--quiet);font-size:.94rem}
.later{visibility:hidden}
.linked:is(mrow){background:color-mix(in srgb,var(--link) 22%,transparent);border-radius:4px}
.linked:is(span){background:color-mix(in srgb,var(--link) 22%,transparent);border-radius:3px}
/* the step of a walk whose turn it is */
.walk{list-style:none;margin:0 0 .7rem;padding:0}
[data-panel="circuit"]{scroll-margin-top:5rem}
.walking .walk{min-height:5.2rem}
.walk li{border-inline-start:4px solid var(--value);background:var(--panel);border-radius:8px;
padding:.55rem 1rem;overflow-x:auto}
.walk li[data-phase="backward"]{border-color:var(--slope)}
.walk .plugged{color:inherit}
.walk .says{margin:.15rem 0 0;color:var(--quiet);font-size:.94rem}
.chainrule-diagram .turn .body{stroke:var(--value);stroke-width:3.4;
fill:color-mix(in srgb,var(--value) 16%,var(--paper))}
.chainrule-diagram[data-phase="backward"] .turn .body{stroke:var(--slope);
fill:color-mix(in srgb,var(--slope) 16%,var(--paper))}
.card:focus-visible{outline:2px solid var(--link);outline-offset:2px}
/* the check of a gradient */
.badge{width:auto;height:auto;align-self:start;padding:.15rem .6rem;border-radius:1rem;font:inherit;font-size:.85rem;
color:var(--quiet);min-height:1.75rem}
.badge[data-verdict="right"]{color:var(--right);border-color:currentColor}
.badge[data-verdict="wrong"]{color:var(--wrong);border-color:currentColor}
.check{flex-basis:100%}
.check td{white-space:nowrap}
[data-asked] .check{display:none}
/* what is predicted first */
.hide{display:inline-flex;gap:.6rem;align-items:center}
.guesses{display:flex;flex-wrap:wrap;gap:.8rem;align-items:end;margin:.6rem 0;overflow-x:auto}
.guesses:empty,.verdict:empty{display:none}
.grid{display:grid;grid-template-columns:repeat(var(--columns),minmax(5rem,8rem));gap:.3rem}
.grid input{width:100%;text-align:end}
input[data-judged="right"]:not([type="range"]){border-color:var(--right);outline:1px solid var(--right)}
.words{width:auto;padding:0 .9rem;font:inherit}
.verdict{font-weight:600}
@media (max-width:40rem){
.panel{padding:.8rem .8rem 1rem;border-radius:11px}
.transport{padding:.3rem .4rem}
.how{margin:0 .1rem .7rem}
.how .choice{gap:.3rem .7rem;margin:0}
.how legend{position:absolute;clip-path:inset(50%)}
.how .choice label{font-size:.87rem}
.how .choice input[type="range"]{flex:0 1 5rem;min-width:4rem}
.how .choice input[name="until"]{width:4rem}
.options label{padding:0 .55rem}
}
@media (forced-colors:active){
.options label:has(:checked){outline:2px solid Highlight}
.chainrule-diagram{forced-color-adjust:none}
.linked:is(mrow,span){outline:2px solid Highlight}
.badge,.card.linked{border-color:currentColor}
}
@media (prefers-reduced-motion:reduce){*{scroll-behavior:auto;transition:none;animation:none}}
"""
