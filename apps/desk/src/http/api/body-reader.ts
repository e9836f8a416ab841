import express, { type Request, type Response } from 'express'
import { calendarKind } from '#domain'
import { UnreadableBody } from '../input/body.js'
import { badRequest, Problem } from '../problems/problem.js'
import { maxDocumentBytes } from '../settings/setting-paths.js'

const maxBodyBytes = 256 * 1024

/** Calls that may hold a calendar, or the file that one is made from. */
const withCalendars = /^\/api\/v1\/(?:calendars\/|calendar-evaluations|sla\/)/i

/** Many documents at once: a JSON array or CSV. */
const isContentImport = /^\/api\/v1\/(?:templates|articles)\/imports\/?$/i
const maxImportBytes = 16 * 1024 * 1024

const limitOf = (path: string): number =>
  (isContentImport.test(path) ? maxImportBytes : undefined) ??
  maxDocumentBytes(path) ??
  (withCalendars.test(path) ? calendarKind.maxBytes : maxBodyBytes)

const isHolidayImport = /^\/api\/v1\/calendars\/[^/]+\/holiday-imports\/?$/i

/**
 * Any content type is read as JSON, but an iCalendar or CSV file where one is asked for: text. Undefined: no body; an
 * `UnreadableBody` for what is neither. @throws Problem 400 for a body that breaks off, 413 for too much
 */
export async function readBody(request: Request, response: Response): Promise<unknown> {
  const limit = limitOf(request.path)
  const read = express.raw({ type: () => true, limit })
  if (Number(request.get('content-length') ?? 0) > limit) throw tooLarge(limit)
  await new Promise<void>((resolve, reject) => {
    let bytes = 0
    // The reader itself tells of too much when all of it has come.
    request.on('data', (chunk: Buffer) => {
      bytes += chunk.length
      if (bytes > limit) reject(tooLarge(limit))
    })
    read(request, response, error => (error ? reject(problemOf(error, limit)) : resolve()))
  })
  const bytes: unknown = request.body
  if (!Buffer.isBuffer(bytes) || bytes.length === 0) return undefined
  const text = decoded(bytes)
  if (text === undefined) return new UnreadableBody(badRequest('the body is not UTF-8'))
  if (isHolidayImport.test(request.path) && request.is('text/calendar')) return text
  if (isContentImport.test(request.path) && request.is('text/csv')) return text
  try {
    return JSON.parse(text)
  } catch {
    return new UnreadableBody(badRequest('the body is not JSON'))
  }
}

function decoded(bytes: Buffer): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    return undefined
  }
}

function problemOf(error: unknown, limit: number): Problem {
  const status = error instanceof Error && 'status' in error ? error.status : undefined
  return status === 413 ? tooLarge(limit) : badRequest('the body could not be read')
}

const tooLarge = (limit: number): Problem =>
  new Problem(413, 'body_too_large', `a body may have ${limit} bytes`)
