import { articleKind, templateKind } from '#domain'
import { answer, list, nullableText, oneOf, position, text, whole } from '../openapi/schema-parts.js'
import { fieldsOf } from '../openapi/setting-operations.js'
import type { Operation, Schema } from '../openapi/types.js'
import { type ImportedKind, importedKinds } from './imported-kinds.js'
import { mostRows } from './rows-in.js'

const yesNo = oneOf(['true', 'false'])

const operationsOf = ({ path, name }: ImportedKind): readonly Operation[] => [
  {
    method: 'post',
    path: `/api/v1/${path}/imports`,
    id: `import${name}s`,
    tag: 'settings',
    scopes: ['settings:write'],
    summary: `Up to ${mostRows} ${path} as a JSON array, or as CSV with \`Content-Type: text/csv\`; a row is the document with its \`id\`. All are published or, where a row is refused, none (422 \`import_refused\` with the same \`results\`); with \`partial=true\` those that are right. \`dry_run=true\` publishes nothing.`,
    query: { dry_run: yesNo, partial: yesNo },
    body: `${name}Rows`,
    status: 200,
    answer: 'Imported',
    headers: ['X-Position']
  },
  {
    method: 'get',
    path: `/api/v1/${path}/export`,
    id: `export${name}s`,
    tag: 'settings',
    scopes: ['settings:read'],
    summary: `All ${path} in force, as the array that the import takes.`,
    query: { min_position: position },
    status: 200,
    answer: `${name}Rows`
  }
]

export const importOperations: readonly Operation[] = importedKinds.flatMap(operationsOf)

const rowsOf = (kind: typeof templateKind | typeof articleKind, id: string): Schema => ({
  type: 'array',
  maxItems: mostRows,
  items: {
    ...kind.schema,
    properties: { id: text, ...fieldsOf(kind) },
    required: ['id', ...(Array.isArray(kind.schema['required']) ? kind.schema['required'] : [])]
  },
  examples: [[{ id, ...kind.example }]]
})

export const importSchemas: { readonly [name: string]: Schema } = {
  TemplateRows: rowsOf(templateKind, 'refund'),
  ArticleRows: rowsOf(articleKind, 'refunds'),
  Imported: {
    ...answer({
      results: list(
        answer({
          row: { ...whole, minimum: 1 },
          id: nullableText,
          result: oneOf(['created', 'updated', 'unchanged', 'refused']),
          errors: list(answer({ pointer: text, code: text, message: text }))
        })
      )
    }),
    examples: [{ results: [{ row: 1, id: 'refund', result: 'created', errors: [] }] }]
  }
}
