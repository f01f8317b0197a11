"""Style of movement: surfaces, examples, and what else is drawn on planes."""

MOVEMENT_STYLE = """
select,textarea{font:inherit;color:var(--ink);background:var(--paper);border:1px solid var(--line);border-radius:6px;
padding:.3rem .5rem}
select:focus-visible,textarea:focus-visible{outline:2px solid var(--link);outline-offset:2px}
textarea{width:100%;box-sizing:border-box;font:.86rem/1.5 ui-monospace,"DejaVu Sans Mono",monospace}
.fields select{font-size:1rem;min-width:9rem;height:2.2rem}
.text{width:auto;height:auto;padding:.4rem .9rem}
.tick{display:inline-flex;gap:.4rem;align-items:center;color:inherit}
.fields .tick input{width:auto}
.pasted{display:grid;gap:.7rem;justify-items:start;padding:.7rem .9rem}
.surfaces{display:flex;flex-wrap:wrap;gap:1rem 1.4rem;align-items:flex-start}
.surfaces>:first-child{flex:0 1 30rem;min-width:0}
.neurons{flex:1 1 9rem;min-width:0}
[data-panel="landscape"] .neurons{flex-basis:16rem}
.plane{position:relative;aspect-ratio:1;max-width:30rem}
.plane canvas{position:absolute;inset:0;width:100%;height:100%}
.plane canvas:last-child{cursor:crosshair;border-radius:6px;touch-action:manipulation}
.plane canvas:focus-visible{outline:2px solid var(--link);outline-offset:2px}
.readout{display:block;min-height:1.6rem}
.race td,.race th{padding:.2rem .8rem .2rem 0;vertical-align:middle}
.runner{border-inline-start:.8rem solid var(--hue,transparent);padding-inline-start:.4rem}
.chart{width:100%;height:auto;max-width:36rem;display:block}
.chart text{font:12px system-ui,"Segoe UI","DejaVu Sans",sans-serif;fill:var(--quiet)}
.chart .axis{fill:none;stroke:var(--line)}
.chart polyline{fill:none;stroke:var(--link);stroke-width:2;stroke-linejoin:round}
.chart .tangent{stroke:var(--slope);stroke-dasharray:6 4}
.chart .dot{fill:var(--link);stroke:var(--paper)}
.chart .bar{fill:var(--link)}
.counts{display:block;overflow-x:auto;max-width:100%}
.counts td,.counts th{padding:.3rem .9rem;text-align:end}
.counts td[data-sign]{background:color-mix(in srgb,var(--plus) calc(var(--share,0%)*.34),var(--panel))}
.counts td[data-sign="minus"]{background:color-mix(in srgb,var(--minus) calc(var(--share,0%)*.34),var(--panel))}
.pad{width:16rem;height:16rem;max-width:100%;border:1px solid var(--line);border-radius:8px;background:var(--panel);
touch-action:none;cursor:crosshair;display:block;margin-bottom:.6rem}
.pad:focus-visible{outline:2px solid var(--link);outline-offset:2px}
.drawing>:first-child{flex:0 0 16rem}
.image{width:8rem;height:8rem;image-rendering:pixelated;border:1px solid var(--line)}
.odds td,.odds th{padding:.1rem .7rem .1rem 0;border:0;font-variant-numeric:tabular-nums}
meter{width:9rem}
.layer{display:flex;flex-wrap:wrap;gap:.3rem;align-items:center;margin:0 0 .5rem;padding:.1rem}
.layer b{flex:0 0 100%;font-weight:600;color:var(--quiet);font-size:.9rem}
.thumbnail{width:3rem;height:3rem;padding:2px;overflow:hidden}
.thumbnail canvas{width:100%;height:100%;border-radius:5px}
.thumbnail[aria-pressed="true"]{border-color:var(--link);box-shadow:0 0 0 1px var(--link)}
"""
