/** The acquirer's error object (https://docs.stripe.com/api/errors), as far as this simulator speaks it. */
export type ErrorBody = {
  type: 'api_error' | 'idempotency_error' | 'invalid_request_error'
  message: string
  code?: string
  param?: string
  charge?: string
}

/**
 * A request that leaves no trace: it was refused before its endpoint began, so its idempotency key stays unused
 * (https://docs.stripe.com/api/idempotent_requests).
 */
export class RefusedRequest extends Error {
  readonly httpStatus: number
  readonly body: ErrorBody

  constructor(httpStatus: number, body: ErrorBody) {
    super(body.message)
    this.httpStatus = httpStatus
    this.body = body
  }
}

export function invalidRequest(
  message: string,
  details: { code?: string; param?: string } = {},
): RefusedRequest {
  return new RefusedRequest(400, { type: 'invalid_request_error', message, ...details })
}

export function notFound(object: string, id: string, param = 'id'): RefusedRequest {
  return new RefusedRequest(404, {
    type: 'invalid_request_error',
    code: 'resource_missing',
    message: `No such ${object}: '${id}'`,
    param,
  })
}

/** The JSON text of an error answer; the acquirer links its documentation for every code. */
export function errorJson(body: ErrorBody): string {
  const docUrl = body.code
    ? { doc_url: `https://stripe.com/docs/error-codes/${body.code.replaceAll('_', '-')}` }
    : {}
  return JSON.stringify({ error: { ...body, ...docUrl } }, null, 2)
}
