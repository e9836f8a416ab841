import { randomUUID } from 'node:crypto'
import { readFileSync } from 'node:fs'
import type { CommandBus } from '@nestjs/cqrs'
import { parse } from 'yaml'
import { completedSetting, PublishSetting } from '#application'
import type { FieldProblem, SettingKind } from '#domain'
import { commandIdFor, isJsonObject, systemClock } from '#kernel'
import { InvalidSettings } from '#stores'

/** Sections of the file and the kind of setting each holds. */
const sections: { readonly [section: string]: SettingKind } = {
  queues: 'queue',
  desk: 'desk',
  calendars: 'calendar',
  sla_policies: 'sla_policy',
  'sla-policies': 'sla_policy'
}
/** What names another must come after it. */
const order: readonly SettingKind[] = ['calendar', 'queue', 'desk', 'sla_policy']

interface Entry {
  readonly kind: SettingKind
  readonly id: string
  readonly body: unknown
}

const plainly: { readonly [reason: string]: string } = {
  unknown_setting:
    'there can be no document of this id: ids are short names such as billing; the desk has main only',
  default_queue_required: 'one queue must be the default'
}

/** @throws InvalidSettings when the file can't be read or has a section nobody knows */
export function readSettingsFile(path: string): Entry[] {
  const content = contentOf(path)
  if (content === null) return []
  if (!isJsonObject(content)) throw new InvalidSettings([`DESK_SETTINGS_FILE ${path}: must hold sections`])
  const all = Object.entries(content).flatMap(([section, entries]) => {
    const kind = Object.hasOwn(sections, section) ? sections[section] : undefined
    if (!kind) throw new InvalidSettings([`DESK_SETTINGS_FILE ${path}: ${section} is not a section`])
    if (!isJsonObject(entries)) {
      throw new InvalidSettings([`DESK_SETTINGS_FILE ${path}: ${section} must hold documents by id`])
    }
    return Object.entries(entries).map(([id, body]) => ({ kind, id, body }))
  })
  return all.sort((a, b) => order.indexOf(a.kind) - order.indexOf(b.kind))
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

/** What can be said of the file without the log: read, and each document checked by itself. */
export function settingsFileMistakes(path: string): readonly string[] {
  try {
    return readSettingsFile(path).flatMap(({ kind, id, body }) => {
      const checked = completedSetting(kind, body, systemClock.now())
      return 'problems' in checked ? [refusedText(kind, id, problemsText(checked.problems))] : []
    })
  } catch (error) {
    if (error instanceof InvalidSettings) return error.mistakes
    throw error
  }
}

const problemsText = (problems: readonly FieldProblem[]): string =>
  problems.map(({ pointer, message }) => `${pointer} ${message}`).join('; ')

const refusedText = (kind: SettingKind, id: string, why: string): string =>
  `DESK_SETTINGS_FILE: ${kind} ${id}: ${why}`

/**
 * Publishes what differs from what holds; what holds already is no new version. Nothing is retired.
 * @throws InvalidSettings naming every document that was refused
 */
export async function publishSettingsFile(
  commands: Pick<CommandBus, 'execute'>,
  entries: readonly Entry[]
): Promise<void> {
  const mistakes: string[] = []
  for (const { kind, id, body } of entries) {
    const cause = `settings-file ${randomUUID()}`
    const context = {
      commandId: commandIdFor(cause),
      causationId: cause,
      correlationId: cause,
      actor: 'process:settings-file' as const
    }
    const outcome = await commands.execute(new PublishSetting(kind, id, body, context))
    if (outcome.ok) continue
    const why =
      outcome.reason === 'invalid_setting' && 'problems' in outcome
        ? problemsText(outcome.problems)
        : (plainly[outcome.reason] ?? outcome.reason.replaceAll('_', ' '))
    mistakes.push(refusedText(kind, id, why))
  }
  if (mistakes.length > 0) throw new InvalidSettings(mistakes)
}
