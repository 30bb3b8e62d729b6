// SPDX-License-Identifier: MIT
//
// report_style.hpp: the style sheet of a report. Colours are named once for each theme; report_checks.sh computes the
// contrast of each pair that meets, and finds what would make a browser ask another server for something.
#ifndef ROTA_TOOL_REPORT_STYLE_HPP
#define ROTA_TOOL_REPORT_STYLE_HPP

#include <string_view>

namespace tool {

inline constexpr std::string_view report_style = R"css(
:root {
  color-scheme: light dark;
  --page: #f6f7f9;
  --card: #ffffff;
  --ink: #1b2430;
  --soft: #556070;
  --line: #d9dee5;
  --full: #1d4f91;
  --differential: #8a5200;
  --incremental: #0b6e69;
  --goes: #b3261e;
  --ok: #1a6b35;
  --tint: #eaf0f8;
}
@media (prefers-color-scheme: dark) {
  :root {
    --page: #10151c;
    --card: #181f29;
    --ink: #e6eaf0;
    --soft: #a3aebc;
    --line: #323c4a;
    --full: #8db8f2;
    --differential: #e3ad5f;
    --incremental: #62c9c1;
    --goes: #ff9d94;
    --ok: #7fd197;
    --tint: #202b3a;
  }
}
* { box-sizing: border-box; }
html { -webkit-text-size-adjust: 100%; text-size-adjust: 100%; }
body {
  margin: 0;
  background: var(--page);
  color: var(--ink);
  font: 16px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", sans-serif;
  overflow-wrap: anywhere;
}
header, main, footer { max-width: 66rem; margin: 0 auto; padding: 0 1.25rem; }
header { padding-top: 2.5rem; }
footer { padding-bottom: 3rem; }
h1 { margin: 0 0 .5rem; font-size: 1.75rem; line-height: 1.2; font-weight: 650; letter-spacing: -.01em; }
h2 { margin: 0 0 .75rem; font-size: 1.2rem; line-height: 1.3; font-weight: 650; }
h3 { margin: 1.5rem 0 .5rem; font-size: 1rem; font-weight: 650; }
p { margin: 0 0 .75rem; max-width: 46rem; }
.origin, footer p, .note { color: var(--soft); font-size: .9rem; }
.card {
  margin: 1.25rem 0;
  padding: 1.25rem;
  background: var(--card);
  border: 1px solid var(--line);
  border-radius: .6rem;
}
.card > :last-child { margin-bottom: 0; }
.figures {
  display: grid;
  grid-template-columns: repeat(auto-fit, minmax(9.5rem, 1fr));
  gap: 1rem 1.5rem;
  margin: 1.5rem 0;
  padding: 0;
  list-style: none;
}
.figures li { border-top: 2px solid var(--line); padding-top: .5rem; }
.figures span, .figures strong { display: block; }
.figures span { color: var(--soft); font-size: .85rem; }
.figures strong { font-size: 1.3rem; line-height: 1.3; font-weight: 600; font-variant-numeric: tabular-nums; }
.wide { overflow-x: auto; margin: 0 0 .75rem; }
.wide:focus-visible, summary:focus-visible { outline: 2px solid var(--full); outline-offset: 2px; }
.wide > svg { display: block; width: 100%; min-width: 60rem; height: auto; }
.wide > table { width: 100%; border-collapse: collapse; font-size: .875rem; font-variant-numeric: tabular-nums; }
.wide th { overflow-wrap: normal; text-align: left; font-weight: 600; color: var(--soft); white-space: nowrap; }
.wide th, .wide td { padding: .4rem 1rem .4rem 0; border-bottom: 1px solid var(--line); vertical-align: top; }
.wide td { white-space: nowrap; }
.wide td.why, .wide td.ref { white-space: normal; min-width: 12rem; }
.wide td.ref { min-width: 18.5rem; }
.wide td:last-child { padding-right: 0; }
.wide td.right, .wide th.right { text-align: right; }
.id { font-family: ui-monospace, SFMono-Regular, Menlo, Consolas, monospace; font-size: .92em; }
.subject { margin-bottom: .5rem; font-size: 1.05rem; }
.below { display: block; color: var(--soft); }
code { white-space: nowrap; }
.ok { color: var(--ok); }
.bad, td.goes, td.withheld { color: var(--goes); }
details { margin: 0 0 .75rem; }
summary { cursor: pointer; padding: .25rem 0; font-weight: 600; color: var(--full); }
.legend, .notes, .list { margin: 0 0 .75rem; padding: 0; list-style: none; font-size: .875rem; }
.legend { display: flex; flex-wrap: wrap; gap: .25rem 1.25rem; }
.legend li { display: flex; gap: .4rem; align-items: center; }
.legend svg { flex: none; }
.notes li, .list li { padding: .35rem 0; border-top: 1px solid var(--line); }
.reasons { margin: 0; font-size: .875rem; }
.reasons dt { font-weight: 600; }
.reasons dd { margin: 0 0 .5rem; color: var(--soft); }
svg text { font-size: 12px; fill: var(--soft); font-variant-numeric: tabular-nums; }
svg .tick { text-anchor: middle; }
svg .last, svg .count { text-anchor: end; }
svg .source { fill: var(--ink); font-weight: 600; }
.grid { stroke: var(--line); fill: none; }
.now { stroke: var(--ink); stroke-dasharray: 3 3; fill: none; }
.link { stroke: var(--soft); fill: none; }
path.full { --level: var(--full); }
path.differential { --level: var(--differential); }
path.incremental { --level: var(--incremental); }
path.bars { --level: var(--goes); }
.stays { fill: var(--level); stroke: var(--card); }
.unusable { fill: var(--card); stroke: var(--level); stroke-width: 1.5; stroke-dasharray: 2 2; }
.goes, .withheld { fill: var(--card); stroke: var(--level); stroke-width: 1.5; }
.life { fill: none; stroke: var(--level); stroke-width: 2; }
.area { fill: var(--tint); }
.curve { fill: none; stroke: var(--full); stroke-width: 2; }
.months { display: grid; grid-template-columns: repeat(auto-fit, minmax(17.5rem, 1fr)); gap: 1.5rem; margin: 1rem 0; }
.month {
  width: 100%;
  table-layout: fixed;
  border-collapse: collapse;
  align-self: start;
  font-variant-numeric: tabular-nums;
}
.month caption { text-align: left; font-weight: 600; padding-bottom: .4rem; }
.month th { font-size: .75rem; font-weight: 400; color: var(--soft); padding-bottom: .25rem; }
.month td {
  position: relative;
  height: 3.5rem;
  padding: .2rem;
  border: 1px solid var(--line);
  vertical-align: top;
  text-align: center;
  line-height: 1.1;
}
.month td.none { border: 0; }
.month td.past .number { color: var(--soft); }
.month td.full { background: var(--tint); }
.month td.today { outline: 2px solid var(--ink); outline-offset: -2px; }
.month td.skipped { outline: 1px dashed var(--goes); outline-offset: -3px; }
.month .number { display: block; text-align: left; font-size: .75rem; }
.month .time { display: block; font-size: .6875rem; color: var(--soft); }
.month .skipped .time { color: var(--goes); }
.month .change { display: block; font-size: .6875rem; font-weight: 600; color: var(--goes); }
.aside { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
@media (max-width: 40rem) {
  header, main, footer { padding-left: 1rem; padding-right: 1rem; }
  .card { padding: 1rem; }
  .months { grid-template-columns: 1fr; }
}
@media print {
  :root {
    color-scheme: light;
    --page: #ffffff; --card: #ffffff; --ink: #000000; --soft: #444444; --line: #bbbbbb; --tint: #eeeeee;
    --full: #1d4f91; --differential: #8a5200; --incremental: #0b6e69; --goes: #b3261e; --ok: #1a6b35;
  }
  body { font-size: 11pt; print-color-adjust: exact; -webkit-print-color-adjust: exact; }
  .card { border: 0; padding: 0; }
  .figures { grid-template-columns: repeat(5, 1fr); }
  .wide { overflow: visible; }
  .wide > table { font-size: 8pt; }
  .wide th, .wide td { white-space: normal; padding-right: .5rem; }
  .wide td.why, .wide td.ref { min-width: 0; }
  .wide > svg { min-width: 0; }
  svg, tr, .month, .figures { break-inside: avoid; }
  h2, h3 { break-after: avoid; }
  details::details-content { content-visibility: visible; block-size: auto; }
  summary { list-style: none; color: inherit; }
}
)css";

}  // namespace tool

#endif
