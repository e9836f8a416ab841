// The API's types and a client that goes by them, into dist/client, from the document as this source has it: no desk runs.
import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import openapiTS, { astToString } from 'openapi-typescript'
import { openApiDocument } from '../dist/apps/desk/src/http/openapi/document.js'

const out = 'dist/client'
const fetching = 'node_modules/openapi-fetch'
const helpers = 'node_modules/openapi-typescript-helpers'

rmSync(out, { recursive: true, force: true })
mkdirSync(out, { recursive: true })
writeFileSync(`${out}/schema.d.ts`, astToString(await openapiTS(structuredClone(openApiDocument))))

// Whole by itself: the folder can be copied to where there is no package of that name.
cpSync(`${fetching}/dist/index.mjs`, `${out}/openapi-fetch.js`)
cpSync(`${fetching}/LICENSE`, `${out}/openapi-fetch.LICENSE`)
cpSync(`${helpers}/dist/index.d.mts`, `${out}/openapi-typescript-helpers.d.ts`)
writeFileSync(
  `${out}/openapi-fetch.d.ts`,
  readFileSync(`${fetching}/dist/index.d.mts`, 'utf8').replaceAll(
    /(['"])openapi-typescript-helpers\1/g,
    "'./openapi-typescript-helpers.js'"
  )
)
writeFileSync(`${out}/package.json`, `${JSON.stringify({ name: 'topicdesk-client', type: 'module' })}\n`)
writeFileSync(
  `${out}/index.js`,
  `import createClient from './openapi-fetch.js'

export const createDeskClient = ({ url, key, ...options }) =>
  createClient({ ...options, baseUrl: url, headers: { Authorization: \`Bearer \${key}\` } })
`
)
writeFileSync(
  `${out}/index.d.ts`,
  `import type { Client, ClientOptions } from './openapi-fetch.js'
import type { components, operations, paths } from './schema.js'

export type { components, operations, paths }
export type DeskClient = Client<paths>

/** \`url\`: of the desk, without /api/v1; \`key\`: tdk_…; \`fetch\`: another one than the global. */
export declare function createDeskClient(
  options: { readonly url: string; readonly key: string } & Pick<ClientOptions, 'fetch'>
): DeskClient
`
)
