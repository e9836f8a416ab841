import { defineConfig } from 'vite'

export default defineConfig({
  root: import.meta.dirname,
  base: '/console/',
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
  build: {
    outDir: '../../dist/console',
    emptyOutDir: true,
    target: 'baseline-widely-available',
    // Everything by its own hashed name: the policy of the page allows no inlined code or style.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
    // What every page needs is one file: in small pieces it compresses worse, and is asked for one by one.
    rolldownOptions: {
      output: {
        codeSplitting: {
          groups: [
            {
              name: 'shared',
              test: /console\/src\/(?!words\/ru\/|pages\/(?:others|audit|content|operations|reports|settings)\b|main)|preact|openapi-fetch/
            }
          ]
        }
      }
    }
  },
  // For working on the pages: the desk beside it answers.
  server: { port: 5173, proxy: { '/api': 'http://127.0.0.1:8080' } }
})
