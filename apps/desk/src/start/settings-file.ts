import { randomUUID } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { parse } from 'yaml'
import { PublishSettings, type PublishSettingsOutcome, type SettingGiven } from '#application'
import { type FieldProblem, type SettingKindName, settingKindOf, settingKinds } from '#domain'
import { commandIdFor, isJsonObject, systemClock } from '#kernel'
import { InvalidSettings } from '#stores'

/** Sections of the file: `sla_policies` or `sla-policies`, `desk` with its documents by id. */
const sections: ReadonlyMap<string, SettingKindName> = new Map(
  settingKinds.flatMap(({ path, kind }) => {
    const section = path.replace(/\/.*$/, '')
    return [section, section.replaceAll('-', '_')].map(name => [name, kind] as const)
  })
)

/** @throws InvalidSettings when the file can't be read or has a section nobody knows */
export function readSettingsFile(path: string): SettingGiven[] {
  const content = contentOf(path)
  if (content === null) return []
  if (!isJsonObject(content)) throw new InvalidSettings([`DESK_SETTINGS_FILE ${path}: must hold sections`])
  const mistakes: string[] = []
  const all = Object.entries(content).flatMap(([section, entries]) => {
    const kind = sections.get(section)
    if (kind && isJsonObject(entries))
      return Object.entries(entries).map(([id, body]) => ({ kind, id, body }))
    const why = kind ? 'must hold documents by id' : 'is not a section'
    mistakes.push(`DESK_SETTINGS_FILE ${path}: ${section} ${why}`)
    return []
  })
  const twice = all.filter(
    ({ kind, id }, index) => all.findIndex(other => other.kind === kind && other.id === id) < index
  )
  mistakes.push(
    ...twice.map(one => refusedText(one, [{ pointer: '', code: 'twice', message: 'is there twice' }]))
  )
  if (mistakes.length > 0) throw new InvalidSettings(mistakes)
  return all
}

function contentOf(path: string): unknown {
  try {
    return parse(readFileSync(path, 'utf8'))
  } catch (error) {
    throw new InvalidSettings([
      `DESK_SETTINGS_FILE ${path}: ${error instanceof Error ? error.message : error}`
    ])
  }
}

/**
 * What is wrong with the file, as far as that can be said without the log. `asWhole`: the form of it only, as publishing
 * will say the rest, with all that it takes the log to see.
 */
export function settingsFileMistakes(path: string, asWhole: boolean): readonly string[] {
  try {
    const entries = readSettingsFile(path)
    if (asWhole) return []
    return entries.flatMap(given => {
      const problems = settingKindOf(given.kind, given.id)?.check(given.body, systemClock.now()) ?? []
      return problems.length > 0 ? [refusedText(given, problems)] : []
    })
  } catch (error) {
    if (error instanceof InvalidSettings) return error.mistakes
    throw error
  }
}

const refusedText = ({ kind, id }: SettingGiven, problems: readonly FieldProblem[]): string => {
  const why = problems.map(({ pointer, message }) => (pointer === '' ? message : `${pointer} ${message}`))
  return `DESK_SETTINGS_FILE: ${kind} ${id}: ${why.join('; ')}`
}

/**
 * Publishes what differs from what holds; what holds already is no new version. Nothing is retired.
 * @throws InvalidSettings naming everything that is wrong; then nothing is published
 */
export async function publishSettingsFile(
  publish: (command: PublishSettings) => Promise<PublishSettingsOutcome>,
  entries: readonly SettingGiven[]
): Promise<void> {
  const cause = `settings-file ${randomUUID()}`
  const context = {
    commandId: commandIdFor(cause),
    causationId: cause,
    correlationId: cause,
    actor: 'process:settings-file' as const
  }
  const outcome = await publish(new PublishSettings(entries, context))
  if (!outcome.ok) {
    throw new InvalidSettings(outcome.refused.map(one => refusedText(one, one.problems)))
  }
}
