import type { SettingsReader } from '#application'
import {
  type CustomerText,
  customerTextFormat,
  customerTextNames,
  customerTexts,
  languages,
  ownTexts,
  readTemplate,
  render,
  type Values
} from '#domain'
import { customerWords } from '#processes'
import type { ShownText } from '#sandbox'

const sample: Values = {
  'customer.first_name': 'Carol',
  'customer.name': 'Carol Young',
  'agent.name': 'Anna',
  'ticket.code': '7K3Q-X9M2',
  'ticket.title': 'A late parcel',
  'queue.name': 'General',
  'article.title': 'Where is my parcel?',
  'article.url': 'https://help.example.com/parcel'
}

/** Everything that customers are told, as it stands now, filled in for somebody made up. */
export async function shownTexts(settings: Pick<SettingsReader, 'body'>): Promise<ShownText[]> {
  const [texts, main] = await Promise.all([settings.body('desk', 'texts'), settings.body('desk', 'main')])
  const values = { ...sample, 'desk.name': typeof main?.['name'] === 'string' ? main['name'] : null }
  return customerTextNames.map(name => {
    const own = texts ? ownTexts(texts, name) : {}
    return {
      name,
      place: customerTexts[name],
      texts: [...new Set([...languages, ...Object.keys(own)])].map(language => ({
        language,
        own: own[language] !== undefined,
        ...filled(name, own[language] ?? ours(name, language), values)
      }))
    }
  })
}

const ours = (name: CustomerText, language: string): string =>
  customerWords[name][languages.find(known => known === language) ?? 'en']

function filled(
  name: CustomerText,
  text: string,
  values: Values
): Pick<ShownText['texts'][number], 'text' | 'entities'> {
  const read = readTemplate(text, customerTextFormat(name))
  if ('problem' in read) return { text, entities: [] }
  const unknown = read.template.pieces.flatMap(piece =>
    piece.kind === 'variable' && piece.fallback === undefined ? [[piece.name, `‹${piece.name}›`]] : []
  )
  const known = Object.fromEntries(Object.entries(values).filter(([, value]) => value !== null))
  const { text: said, entities } = render(read.template, { ...Object.fromEntries(unknown), ...known })
  return { text: said, entities: [...entities] }
}
