export interface ErrorParameters {
  retry_after?: number
  migrate_to_chat_id?: number
}

/** An answer of Telegram that is not ok, with its own code and wording. */
export class ApiError extends Error {
  constructor(
    readonly code: number,
    readonly description: string,
    readonly parameters?: ErrorParameters
  ) {
    super(description)
  }

  body(): { ok: false; error_code: number; description: string; parameters?: ErrorParameters } {
    return {
      ok: false,
      error_code: this.code,
      description: this.description,
      ...(this.parameters && { parameters: this.parameters })
    }
  }
}

export const badRequest = (text: string): ApiError => new ApiError(400, `Bad Request: ${text}`)
export const forbidden = (text: string): ApiError => new ApiError(403, `Forbidden: ${text}`)
export const conflict = (text: string): ApiError => new ApiError(409, `Conflict: ${text}`)
export const tooMany = (seconds: number): ApiError =>
  new ApiError(429, `Too Many Requests: retry after ${seconds}`, { retry_after: seconds })
