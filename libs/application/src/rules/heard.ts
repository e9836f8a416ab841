import { type SettingKindName, settingDecider, settingStream } from '#domain'
import type { Desk } from '../desk.js'

/** Puts what was just published or retired into the rule book: it holds here for every command from now on. */
export async function heard(
  { rules, runner }: Pick<Desk, 'rules' | 'runner'>,
  kind: SettingKindName,
  id: string
): Promise<void> {
  const { state, revision } = await runner.load(settingDecider, settingStream(kind, id), justAppendedMs)
  if (state.exists) rules.put(kind, id, revision, state.retired ? undefined : state.body)
}

const justAppendedMs = 1000
