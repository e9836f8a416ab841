// The thread in which the index lies. Its modules import nothing of the desk at run time: it runs from source and from dist.
import { registerHooks } from 'node:module'
import { parentPort, workerData } from 'node:worker_threads'

if (import.meta.url.endsWith('.ts')) {
  registerHooks({
    resolve(specifier, context, next) {
      const isOurs = specifier.startsWith('.') && context.parentURL?.endsWith('.ts')
      return next(isOurs ? specifier.replace(/\.js$/, '.ts') : specifier, context)
    }
  })
}
if (!parentPort) throw new Error('runs in a worker only')
const { serve } = await import('./serve.js')
serve(parentPort, workerData)
