import express, { type Request, type Response } from 'express'
import { badRequest, Problem } from '../problems/problem.js'

export const maxBodyBytes = 256 * 1024

const raw = express.raw({ type: () => true, limit: maxBodyBytes })

/** Any content type is read as JSON. Undefined: no body. @throws Problem 400 for what is no JSON, 413 over 256 KiB */
export async function readJson(request: Request, response: Response): Promise<unknown> {
  await new Promise<void>((resolve, reject) => {
    raw(request, response, error => (error ? reject(problemOf(error)) : resolve()))
  })
  const bytes: unknown = request.body
  if (!Buffer.isBuffer(bytes) || bytes.length === 0) return undefined
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes))
  } catch {
    throw badRequest('the body is not JSON')
  }
}

function problemOf(error: unknown): Problem {
  const status = error instanceof Error && 'status' in error ? error.status : undefined
  return status === 413
    ? new Problem(413, 'body_too_large', `a body may have ${maxBodyBytes} bytes`)
    : badRequest('the body could not be read')
}
