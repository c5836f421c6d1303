"""How does the HTML report look: on a light screen, on a dark one, and on paper?

Colours repeat what a word or sign already says; each pair of text and ground has a contrast of at least 4.5 to 1.
"""

from typing import Final

STYLE: Final = """\
:root {
  --ground: #ffffff; --raised: #f5f6f8; --line: #d4d8de; --text: #1b1f24; --muted: #57606a;
  --good: #1a6b2d; --bad: #b42318; --warn: #805600; --unknown: #6337b0; --accent: #1751a6;
}
@media (prefers-color-scheme: dark) {
  :root {
    --ground: #14171c; --raised: #1d2229; --line: #39414c; --text: #e4e8ee; --muted: #9aa5b3;
    --good: #6fd08c; --bad: #ff8f85; --warn: #f0c05a; --unknown: #c3a6ff; --accent: #8ab8ff;
  }
}
* { box-sizing: border-box; }
body { margin: 0 auto; max-width: 110rem; padding: 1.5rem; background: var(--ground); color: var(--text);
  font: 14px/1.45 system-ui, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif; }
h1 { font-size: 1.6rem; margin: 0 0 .75rem; }
h2 { font-size: 1.15rem; margin: 2rem 0 .5rem; overflow-wrap: anywhere; }
p { max-width: 75rem; margin: .4rem 0; overflow-wrap: anywhere; }
a { color: var(--accent); }
dl { display: grid; grid-template-columns: repeat(auto-fill, minmax(17rem, 1fr)); gap: .5rem 1.5rem; margin: 0; }
dt { color: var(--muted); font-size: .85em; }
dd { margin: 0; overflow-wrap: anywhere; }
nav ul { display: flex; flex-wrap: wrap; gap: .25rem 1.25rem; list-style: none; padding: .6rem 0; margin: 1rem 0 0;
  border-block: 1px solid var(--line); }
small, .muted { color: var(--muted); }
.table { overflow: auto; max-height: 80vh; border: 1px solid var(--line); border-radius: 6px; }
table { border-collapse: separate; border-spacing: 0; width: 100%; }
th, td { text-align: left; vertical-align: top; padding: .3rem .6rem; border-bottom: 1px solid var(--line);
  min-width: 3.2rem; white-space: nowrap; }
td { font-family: ui-monospace, "SFMono-Regular", Menlo, Consolas, monospace; font-size: .92em; }
td.long { white-space: pre-wrap; overflow-wrap: anywhere; min-width: 24rem; }
th { position: sticky; top: 0; background: var(--raised); font-weight: 600; }
tbody tr:last-child td { border-bottom: 0; }
tbody tr:nth-child(even) td { background: var(--raised); }
td[title] { text-decoration: underline dotted; text-underline-offset: 3px; cursor: help; }
.good { color: var(--good); } .bad { color: var(--bad); font-weight: 600; } .warn { color: var(--warn); }
.unknown { color: var(--unknown); } .accent, .number { color: var(--accent); }
@media print {
  :root {
    --ground: #fff; --raised: #f2f2f2; --line: #999; --text: #000; --muted: #444;
    --good: #0b4f1c; --bad: #8c1409; --warn: #5c3d00; --unknown: #45208a; --accent: #0d3572;
  }
  @page { size: A4 landscape; margin: 12mm; }
  body { padding: 0; font-size: 9pt; max-width: none; }
  nav { display: none; }
  .table { overflow: visible; max-height: none; border: 0; }
  th, td, td.long { position: static; white-space: normal; overflow-wrap: anywhere; min-width: 3em;
    padding: 1pt 2pt; }
  th, td { font-size: 7pt; }
  thead { display: table-header-group; }
  tr { break-inside: avoid; }
  h2 { break-after: avoid; }
  td[title] { text-decoration: none; }
}
"""
