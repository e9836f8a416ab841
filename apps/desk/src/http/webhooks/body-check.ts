import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js'
import { isJsonObject } from '#kernel'
import { openApiDocument } from '../openapi/document.js'

/** How the bodies of each type are published. */
const ownSchemas: { readonly [type: string]: string } = {
  'webhook.verification': 'WebhookVerification',
  'webhook.test': 'WebhookTest'
}

/** Says where a body breaks what OpenAPI says of it, without a word of what stands there. Undefined: it does not. */
export function createBodyCheck(document: object = openApiDocument): (body: string) => string | undefined {
  const ajv = new Ajv2020({ strict: false, validateFormats: false })
  ajv.addSchema(document, 'desk')
  const checks = new Map<string, ValidateFunction>()
  return text => {
    const body: unknown = JSON.parse(text)
    const { type, data } = isJsonObject(body) ? body : {}
    const isFull = isJsonObject(data) && data['messages'] !== undefined
    const schema = ownSchemas[String(type)] ?? (isFull ? 'WebhookBody' : 'ThinWebhookBody')
    const check = checks.get(schema) ?? ajv.compile({ $ref: `desk#/components/schemas/${schema}` })
    checks.set(schema, check)
    if (check(body)) return undefined
    const [error] = check.errors ?? []
    return `${schema}${error?.instancePath ?? ''} ${error?.message ?? ''}`
  }
}
