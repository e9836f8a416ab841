import { canBeSaid, type SettingsReader } from '#application'
import {
  type CustomerText,
  customerTextFormat,
  customerTextNames,
  customerTextPlace,
  isKnownIn,
  languages,
  ownTexts,
  type Rendered,
  readTemplate,
  render,
  type Values
} from '#domain'
import { customerWords } from '#processes'
import type { ShownText } from '#sandbox'

const sample: Values = {
  'customer.first_name': 'Carol',
  'customer.name': 'Carol Young',
  'ticket.code': '7K3Q-X9M2',
  'ticket.title': 'A late parcel',
  'queue.name': 'General',
  'article.title': 'Where is my parcel?',
  'article.url': 'https://help.example.com/parcel'
}

/** Everything that customers are told, as it stands now, filled in for somebody made up with what can be known there. */
export async function shownTexts(settings: Pick<SettingsReader, 'body'>): Promise<ShownText[]> {
  const [texts, main] = await Promise.all([settings.body('desk', 'texts'), settings.body('desk', 'main')])
  const deskName = typeof main?.['name'] === 'string' ? main['name'] : null
  return customerTextNames.map(name => {
    const own = texts ? ownTexts(texts, name) : {}
    return {
      name,
      place: customerTextPlace(name),
      texts: [...new Set([...languages, ...Object.keys(own)])].map(language => {
        const said = own[language]
        const inOwn = said === undefined ? undefined : filled(name, said, deskName)
        const isOwn = inOwn !== undefined && canBeSaid(name, inOwn)
        const { text, entities } = isOwn ? inOwn : filled(name, ours(name, language), deskName)
        return { language, own: isOwn, unsaid: inOwn && !isOwn ? inOwn.missing : null, text, entities }
      })
    }
  })
}

const ours = (name: CustomerText, language: string): string =>
  customerWords[name][languages.find(known => known === language) ?? 'en']

/** A field is shown by its name. */
function filled(name: CustomerText, text: string, deskName: string | null): Rendered {
  const read = readTemplate(text, customerTextFormat(name))
  if ('problem' in read) return { text: '', entities: [], missing: [] }
  const values = { ...sample, 'desk.name': deskName }
  const named = read.template.pieces.flatMap(piece => (piece.kind === 'variable' ? [piece] : []))
  const fields = named.filter(piece => piece.name.startsWith('field.') && piece.fallback === undefined)
  const all: Values = {
    ...values,
    ...Object.fromEntries(fields.map(piece => [piece.name, `‹${piece.name}›`]))
  }
  return render(
    read.template,
    Object.fromEntries(Object.entries(all).filter(([known]) => isKnownIn(name, known)))
  )
}
