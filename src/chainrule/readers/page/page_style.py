"""Style: the style sheet of a page. System fonts, dark where the reader's screen is, everything unfolded on paper."""

STYLE = """
:root{color-scheme:light dark;--paper:#fff;--ink:#1b1b1b;--quiet:#5a5a5a;--line:#d5d9dd;--panel:#f6f7f8;--link:#0062a3;
--right:#00664a;--wrong:#ae3f00}
@media screen and (prefers-color-scheme:dark){:root{--paper:#14171a;--ink:#ececec;--quiet:#a9adb2;--line:#3a4148;
--panel:#1c2126;--link:#7cc4ff;--right:#3ccf9f;--wrong:#ff8f4d}}
*{box-sizing:border-box}
body{margin:0;background:var(--paper);color:var(--ink);font:16px/1.5 system-ui,"Segoe UI","DejaVu Sans",sans-serif}
main{max-width:72rem;margin:0 auto;padding:1.25rem 1.25rem 4rem}
h1{font-size:1.6rem;line-height:1.25;margin:.5rem 0 1rem;overflow-wrap:anywhere}
h2{font-size:1.2rem;margin:2.25rem 0 .75rem;padding-top:.75rem;border-top:1px solid var(--line)}
h3{font-size:1rem;margin:1rem 0 .35rem;color:var(--quiet);font-weight:600}
p{margin:.5rem 0;max-width:46rem}
.quiet{color:var(--quiet)}
.wide{overflow-x:auto;overscroll-behavior-x:contain;padding:.15rem 0}
.wide:focus-visible,summary:focus-visible{outline:2px solid var(--link);outline-offset:2px}
math{font-size:1.12em}
math[display="block"]{display:block math;width:max-content;margin:.3rem 0;text-align:start}
/* brackets are drawn, for few systems have a font whose brackets grow */
mo:has(+mtable+mo),mtable+mo{display:none}
mtable:has(+mo){--hook:linear-gradient(currentColor 0 0);border:solid currentColor;border-width:0 1.5px;
margin:.15rem .25rem;padding:.1rem .2rem;print-color-adjust:exact;
background:var(--hook) 0 0/5px 1.5px no-repeat,var(--hook) 100% 0/5px 1.5px no-repeat,
var(--hook) 0 100%/5px 1.5px no-repeat,var(--hook) 100% 100%/5px 1.5px no-repeat}
mtable:has(+mo) mtd{padding:.16rem .4rem}
.circuit{border:1px solid var(--line);border-radius:8px;margin:.5rem 0;padding:0}
.circuit .chainrule-diagram{max-width:none;display:block}
details{border:1px solid var(--line);border-radius:8px;margin:.6rem 0;background:var(--paper)}
summary{cursor:pointer;padding:.55rem .9rem;font-weight:600}
details[open]>summary{border-bottom:1px solid var(--line)}
.inside{padding:.5rem .9rem .8rem}
ol.steps{list-style:none;margin:0;padding:0}
ol.steps li{border-top:1px solid var(--line);padding:.6rem 0}
ol.steps li:first-child{border-top:0}
.where{font-weight:600}
.number{float:left;min-width:2.2rem;color:var(--quiet);font-variant-numeric:tabular-nums}
.flow{display:flex;flex-wrap:wrap;align-items:center;column-gap:.45rem}
.flow .shape{margin-left:1rem}
.given{display:flex;flex-wrap:wrap;column-gap:1.6rem}
.given .shape{margin-left:0}
.step{margin-left:2.2rem}
.step p{margin:.15rem 0;color:var(--quiet);font-size:.94rem}
.shape{color:var(--quiet);font-size:.9rem;white-space:nowrap}
table{border-collapse:collapse;font-variant-numeric:tabular-nums;margin:.25rem 0}
caption{text-align:start;color:var(--quiet);padding:.2rem 0}
th,td{text-align:start;padding:.3rem 1.1rem .3rem 0;border-bottom:1px solid var(--line);vertical-align:top;
white-space:nowrap}
th{font-weight:600}
.right{color:var(--right);font-weight:600}
.wrong{color:var(--wrong);font-weight:600}
@media (max-width:40rem){body{font-size:15px}main{padding:.75rem .75rem 3rem}h1{font-size:1.3rem}
.inside{padding:.4rem .6rem .6rem}.number{min-width:1.7rem}.step{margin-left:1.7rem}}
@media print{
@page{margin:15mm}
body{font-size:10.5pt}
main{max-width:none;padding:0}
details{border:0;margin:0}
details::details-content{content-visibility:visible;display:block}
summary{list-style:none;padding:.4rem 0}
.wide{overflow:visible}
.inside math{font-size:.9em}
.circuit .chainrule-diagram{max-width:100%}
ol.steps li,math,tr,.circuit{break-inside:avoid}
h2,h3,summary{break-after:avoid}
}
"""
