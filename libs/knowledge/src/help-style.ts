/** How the help centre looks, in light and dark, from a telephone to a large screen. */
export const HELP_STYLE = `
:root { color-scheme: light dark; --ink: #1d2521; --soft: #56605b; --page: #fbfaf7; --card: #fff; --line: #dcdad2; --green: #17563f; --on-green: #fff; --focus: #2a6fdb }
@media (prefers-color-scheme: dark) {
  :root { --ink: #e9ece8; --soft: #a9b3ad; --page: #151a18; --card: #1d2421; --line: #36403b; --green: #8fd3b2; --on-green: #0d2018; --focus: #8ab4ff }
}
* { box-sizing: border-box }
body { margin: 0; background: var(--page); color: var(--ink); font: 17px/1.6 system-ui, sans-serif; overflow-wrap: anywhere }
header, main, footer { max-width: 46rem; margin: 0 auto; padding: 1rem 1.25rem }
header, header nav { display: flex; flex-wrap: wrap; align-items: center; gap: 0.5rem 1.25rem }
header { justify-content: space-between; border-bottom: 1px solid var(--line) }
.home { font-weight: 700; color: inherit; text-decoration: none }
a { color: var(--green) }
h1 { font-size: 1.7rem; line-height: 1.25; margin: 1.2rem 0 0.6rem }
h2 { font-size: 1.2rem; line-height: 1.35; margin: 1.8rem 0 0.5rem }
h3 { font-size: 1.05rem; margin: 1.4rem 0 0.4rem }
.lead { font-size: 1.05rem; color: var(--soft); margin-top: 0 }
.skip { position: absolute; left: -999px } .skip:focus { left: 1rem; top: 0.5rem; background: var(--card); padding: 0.5rem 1rem; z-index: 1 }
.person, button { display: inline-block; font: inherit; font-weight: 600; line-height: 1.3; min-height: 2.75rem; padding: 0.7rem 1.1rem; border-radius: 0.5rem;
  border: 2px solid var(--green); background: var(--green); color: var(--on-green); text-decoration: none; cursor: pointer }
.helped button { background: transparent; color: var(--ink) }
a:focus-visible, button:focus-visible, input:focus-visible { outline: 3px solid var(--focus); outline-offset: 2px }
.search { margin: 1.25rem 0 } .search label { display: block; font-weight: 600; margin-bottom: 0.3rem } .search span { display: flex; flex-wrap: wrap; gap: 0.5rem }
.search input { flex: 1 1 14rem; font: inherit; min-height: 2.75rem; padding: 0 0.8rem; border: 1px solid var(--soft); border-radius: 0.5rem; background: var(--card); color: inherit }
.articles, .ways { list-style: none; margin: 0; padding: 0; display: grid; gap: 0.75rem }
.articles li, .ways li { background: var(--card); border: 1px solid var(--line); border-radius: 0.6rem; padding: 0.9rem 1.1rem }
.leaves { display: flex; flex-wrap: wrap; gap: 1.25rem; margin-top: 1rem }
.articles a { font-weight: 600; font-size: 1.05rem } .articles p { margin: 0.25rem 0 0; color: var(--soft) }
.ways h2 { margin: 0 0 0.25rem } .ways p { margin: 0 }
.back { margin: 0.5rem 0 0 } .date { color: var(--soft); font-size: 0.9rem; margin-top: 2rem }
article { overflow-wrap: anywhere } pre { overflow-x: auto; background: var(--card); border: 1px solid var(--line); border-radius: 0.5rem; padding: 0.8rem }
blockquote { margin: 1rem 0; padding: 0 1rem; border-left: 4px solid var(--line); color: var(--soft) }
.helped { border-top: 1px solid var(--line); margin-top: 2rem } .helped form { display: inline-block; margin: 0 0.6rem 0.6rem 0 }
footer { border-top: 1px solid var(--line); margin-top: 3rem; color: var(--soft) }
`;
