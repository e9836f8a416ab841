import { minifySync } from '@swc/core'
import { defineConfig, type Plugin } from 'vite'

/** What is loaded later needs nothing loaded beside it: all style is one file, and all that is shared is there. */
const plainImports: Plugin = {
  name: 'plain-imports',
  enforce: 'pre',
  load: id => (id.endsWith('vite/preload-helper.js') ? 'export const __vitePreload = load => load()' : null)
}

/** Once more over what is minified: other rules find what the first have left. */
const minifiedTwice: Plugin = {
  name: 'minified-twice',
  enforce: 'post',
  generateBundle(_, bundle) {
    const how = { module: true, compress: { passes: 3, module: true, ecma: 2022 }, mangle: true } as const
    for (const file of Object.values(bundle))
      if (file.type === 'chunk') file.code = minifySync(file.code, how).code
  }
}

export default defineConfig({
  plugins: [plainImports, minifiedTwice],
  root: import.meta.dirname,
  base: '/console/',
  oxc: {
    jsx: { runtime: 'classic', pragma: 'h', pragmaFrag: 'Fragment' },
    jsxInject: "import { h, Fragment } from 'preact'"
  },
  build: {
    outDir: '../../dist/console',
    emptyOutDir: true,
    target: 'baseline-widely-available',
    // Everything by its own hashed name: the policy of the page allows no inlined code or style.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    cssCodeSplit: false,
    reportCompressedSize: false
  },
  // For working on the pages: the desk beside it answers.
  server: { port: 5173, proxy: { '/api': 'http://127.0.0.1:8080' } }
})
