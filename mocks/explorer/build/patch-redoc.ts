import type { Plugin } from 'vite';

/** What is changed in Redoc's bundle, and why: it was written to be a page of its own. */
/* biome-ignore-start lint/suspicious/noTemplateCurlyInString: the code of others is quoted. */
const changes: readonly { readonly from: string; readonly to: string }[] = [
  // Its optional part is asked for by a name that no bundler finds.
  { from: 'module.exports=t(require("null"))', to: 'module.exports=t(null)' },
  { from: 'exports.Redoc=t(require("null"))', to: 'exports.Redoc=t(null)' },
  // No request leaves the machine, and so none for its logo.
  {
    from: '(0,r.useEffect)(()=>{t(!0)},[]),e?r.createElement("img"',
    to: '!1?r.createElement("img"',
  },
  // The address names the view first, and what of it is shown after that.
  {
    from: 'decodeURIComponent(window.location.hash.substring(1))',
    to: 'decodeURIComponent((/^#\\/documentation\\/(.*)/.exec(window.location.hash)||["",""])[1])',
  },
  { from: 'return e?"#"+e:""', to: 'return e?"#/documentation/"+e:""' },
  // Headings follow each other without a gap, as screen readers expect.
  { from: '=gs.h5`', to: '=gs.h3`' },
  // Buttons that choose between schemas are white in its theme, whatever the theme says.
  {
    from: 'color: white;\\n      background-color: ${e.theme.colors.primary.main}',
    to: 'color: var(--on-accent);\\n      background-color: ${e.theme.colors.primary.main}',
  },
  {
    from: 'color: ${e.theme.colors.primary.main};\\n        background-color: white;',
    to: 'color: ${e.theme.colors.primary.main};\\n        background-color: var(--card);',
  },
  // Who leaves the view takes it down, for which the root is needed.
  {
    from: '(a=e),(0,o.H)(n).render(r.createElement(Bw,{spec:a,onLoaded:i,specUrl:s,options:Gw(Gw({},t),Qw(n))},["Loading..."]))',
    to: '(a=e);const root=(0,o.H)(n);root.render(r.createElement(Bw,{spec:a,onLoaded:i,specUrl:s,options:Gw(Gw({},t),Qw(n))},["Loading..."]));return root',
  },
];
/* biome-ignore-end lint/suspicious/noTemplateCurlyInString: see above. */

/** Fits Redoc's bundle into the explorer; stops the build when a new version is written otherwise. */
export function tameRedoc(): Plugin {
  return {
    name: 'tame-redoc',
    transform: {
      filter: { id: /redoc\.standalone\.js$/ },
      handler: (code) => changes.reduce(change, code),
    },
  };
}

function change(text: string, { from, to }: (typeof changes)[number]): string {
  if (text.split(from).length === 2) return text.replace(from, () => to);
  throw new Error(
    `Redoc's bundle does not have ${JSON.stringify(from)} exactly once; look at how its new version does it, and change mocks/explorer/build/patch-redoc.ts.`,
  );
}
