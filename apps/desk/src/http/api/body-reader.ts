import express, { type Request, type Response } from 'express'
import { badRequest, Problem } from '../problems/problem.js'

export const maxBodyBytes = 256 * 1024
/** A calendar may have thousands of dates. */
export const maxCalendarBytes = 1024 * 1024

const withCalendars = /^\/api\/v1\/(?:calendars\/|calendar-evaluations|sla\/)/i

const readerOf = (limit: number) => ({ limit, read: express.raw({ type: () => true, limit }) })
const ordinary = readerOf(maxBodyBytes)
const large = readerOf(maxCalendarBytes)

/** Any content type is read as JSON. Undefined: no body. @throws Problem 400 for what is no JSON, 413 for too much */
export async function readJson(request: Request, response: Response): Promise<unknown> {
  const { limit, read } = withCalendars.test(request.path) ? large : ordinary
  await new Promise<void>((resolve, reject) => {
    read(request, response, error => (error ? reject(problemOf(error, limit)) : resolve()))
  })
  const bytes: unknown = request.body
  if (!Buffer.isBuffer(bytes) || bytes.length === 0) return undefined
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes))
  } catch {
    throw badRequest('the body is not JSON')
  }
}

function problemOf(error: unknown, limit: number): Problem {
  const status = error instanceof Error && 'status' in error ? error.status : undefined
  return status === 413
    ? new Problem(413, 'body_too_large', `a body may have ${limit} bytes`)
    : badRequest('the body could not be read')
}
