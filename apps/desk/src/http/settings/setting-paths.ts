import { type SettingKind, type SettingKindName, settingKinds } from '#domain'

/** Where a kind is listed; the documents of the desk are one list. */
export const listPath = ({ path }: Pick<SettingKind, 'path'>): string => path.replace(/\/.*$/, '')

/** Its list has counts: queues.controller.ts, template-lists.controller.ts. */
export const hasOwnList = (kind: SettingKindName): boolean => kind === 'queue' || kind === 'template'

const documents = settingKinds.map(({ path, only, maxBytes }) => ({
  at: new RegExp(`^/api/v1/${path}${only === undefined ? '/[^/]+' : ''}/?$`, 'i'),
  maxBytes
}))

/** How large a body may be that is put under a path; undefined: no document of settings lies there. */
export const maxDocumentBytes = (path: string): number | undefined =>
  documents.find(({ at }) => at.test(path))?.maxBytes
