import type { FieldValue, Values } from '#domain'
import { isJsonObject, type JsonObject } from '#kernel'
import type { SettingsReader } from '../settings/settings-reader.js'

/** What fields hold, as a customer is told it; an option by its label in the language. Files and places are no words. */
export async function fieldValues(
  settings: Pick<SettingsReader, 'body'>,
  fields: { readonly [field: string]: FieldValue | null },
  language: string
): Promise<Values> {
  const told = Object.entries(fields).map(async ([id, value]) => {
    const body = value === null ? undefined : await settings.body('ticket_field', id)
    return [`field.${id}`, body && value !== null ? wordsOf(value, body, language) : null] as const
  })
  return Object.fromEntries(await Promise.all(told))
}

function wordsOf(value: FieldValue, body: JsonObject, language: string): string | null {
  switch (body['type']) {
    case 'text':
    case 'date':
    case 'number':
      return String(value)
    case 'yes_no':
      return language === 'ru' ? (value === true ? 'да' : 'нет') : value === true ? 'yes' : 'no'
    case 'select':
      return labelOf(value, body, language)
    case 'multi_select':
      return Array.isArray(value) ? value.map(option => labelOf(option, body, language)).join(', ') : null
    case 'contact':
      return typeof value === 'object' && 'phone_number' in value ? value.phone_number : null
    default:
      return null
  }
}

function labelOf(option: unknown, { options }: JsonObject, language: string): string {
  const found = (Array.isArray(options) ? options : []).find(one => isJsonObject(one) && one['id'] === option)
  const label = isJsonObject(found) && isJsonObject(found['label']) ? found['label'] : {}
  const text = label[language] ?? label['en'] ?? Object.values(label)[0]
  return typeof text === 'string' ? text : String(option)
}
