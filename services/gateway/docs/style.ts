/** Colours come in pairs for light and dark; from 60rem on the navigation stands beside the content. */
export const style = `
:root {
  color-scheme: light dark;
  --ink: light-dark(#1c2733, #dce4ec); --soft: light-dark(#5a6875, #93a1af); --paper: light-dark(#fff, #12181f);
  --panel: light-dark(#f4f6f8, #1a222b); --line: light-dark(#d9dfe5, #2c3742); --accent: light-dark(#0b5cad, #6db3f2);
  font: 100%/1.55 system-ui, sans-serif;
}
* { box-sizing: border-box; }
[hidden] { display: none; }
body { margin: 0; color: var(--ink); background: var(--paper); }
a { color: inherit; text-decoration: none; }
a:hover, p a, dd a { text-decoration: underline; }
:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; }
.skip { position: absolute; left: -100vw; }
.skip:focus { left: 1rem; top: 1rem; background: var(--paper); padding: .5rem; }
nav { padding: 1rem; background: var(--panel); border-bottom: 1px solid var(--line); max-height: 40vh; overflow: auto; }
nav h2 { margin: 1rem 0 .25rem; font-size: .8rem; letter-spacing: .05em; text-transform: uppercase; color: var(--soft); }
nav ul { list-style: none; margin: 0; padding: 0; }
nav li a { display: block; padding: .3rem .25rem; font-size: .875rem; overflow-wrap: anywhere; border-radius: .25rem; }
nav li a:hover { background: var(--line); text-decoration: none; }
input { width: 100%; padding: .5rem .75rem; font: inherit; color: inherit; background: var(--paper); border: 1px solid var(--soft); border-radius: .375rem; }
main { padding: 1.5rem 1rem 4rem; max-width: 56rem; }
h1 { margin-top: 0; line-height: 1.2; }
main h2 { margin: 3rem 0 0; text-transform: capitalize; border-bottom: 1px solid var(--line); }
h3 { margin: 0; font-size: 1.05rem; overflow-wrap: anywhere; }
h4 { margin: 1.25rem 0 .25rem; font-size: .9rem; }
article { margin: 1.5rem 0; padding: 1rem 1.25rem; border: 1px solid var(--line); border-radius: .5rem; scroll-margin-top: 1rem; }
article:target { border-color: var(--accent); }
code, pre { font: .875em/1.5 ui-monospace, monospace; }
pre { margin: .75rem 0 0; padding: .75rem; overflow: auto; background: var(--panel); border-radius: .375rem; }
.method { display: inline-block; min-width: 3.6rem; padding: 0 .4rem; font: 600 .72rem/1.6 ui-monospace, monospace; text-align: center; border-radius: .25rem; color: #fff; background: #5a6875; }
.get { background: #0b5cad; } .post { background: #1b7a3d; } .patch, .put { background: #8a5a00; } .delete { background: #b3261e; }
.facts span { display: inline-block; margin: 0 .35rem .35rem 0; padding: 0 .6rem; font-size: .8rem; border: 1px solid var(--line); border-radius: 1rem; }
.properties { margin: .25rem 0; padding-left: 1rem; list-style: none; border-left: 2px solid var(--line); }
.properties li { padding: .15rem 0; overflow-wrap: anywhere; }
.type { color: var(--soft); font-size: .85rem; font-weight: 400; }
.note { font-size: .875rem; }
em { color: var(--soft); font-size: .8rem; }
dl { margin: 0; } dt { font-weight: 600; font-size: .875rem; } dd { margin: 0 0 .5rem 1rem; }
summary { cursor: pointer; font-size: .875rem; }
@media (min-width: 60rem) {
  body { display: grid; grid-template-columns: 20rem minmax(0, 1fr); }
  nav { position: sticky; top: 0; height: 100vh; max-height: none; border-bottom: 0; border-right: 1px solid var(--line); }
  main { padding: 2rem 3rem 6rem; }
}
@media print { nav { display: none; } }
`;
