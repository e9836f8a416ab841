import { isJsonObject } from '#kernel'

/** Stores, 128 connections to Telegram, those to the API, and twice that for the moment at which it matters. */
const enough = 1024

/** How many files and sockets this process may have open; undefined where the system does not say. */
export function openFilesLimit(): number | undefined {
  const { userLimits } = process.report.getReport() as { readonly userLimits?: unknown }
  const limits = isJsonObject(userLimits) ? userLimits['open_files'] : undefined
  const soft = isJsonObject(limits) ? limits['soft'] : undefined
  return typeof soft === 'number' ? soft : undefined
}

/** What to tell at the start: without a free one nothing can be sent or taken. Undefined: there are enough. */
export const fewOpenFiles = (limit: number | undefined): string | undefined =>
  limit === undefined || limit >= enough
    ? undefined
    : `only ${limit} files may be open at once, sockets among them: raise it to ${enough} or more (ulimit -n, or LimitNOFILE of the service)`
