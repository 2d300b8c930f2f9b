import type { ErrorCode, NextStep, Problem } from '../../contract/errors.ts'

/** A refusal of the API in the reader's language, as the server explained it. */
export class ApiProblem extends Error {
  readonly problem: Problem
  /** Seconds after which asking again makes sense, if the server said so. */
  readonly retryAfter: number | undefined

  constructor(problem: Problem, retryAfter: number | undefined) {
    super(problem.title)
    this.name = 'ApiProblem'
    this.problem = problem
    this.retryAfter = retryAfter
  }
}

/** No answer came: it is not known whether the request took effect. */
export class NoAnswer extends Error {
  constructor() {
    super('no answer from the server')
    this.name = 'NoAnswer'
  }
}

/**
 * A code that this version does not know is a refusal all the same: the server may be newer than a page that is open, and
 * says in words what it is about. Taken for no answer, it would be asked again for nothing.
 */
export function isProblem(value: unknown): value is Problem {
  return (
    typeof value === 'object' &&
    value !== null &&
    'code' in value &&
    typeof value.code === 'string' &&
    'title' in value &&
    'detail' in value
  )
}

/** The code of a refusal, `no_answer`, or undefined for anything else. */
export function codeOf(error: unknown): ErrorCode | 'no_answer' | undefined {
  if (error instanceof ApiProblem) return error.problem.code
  return error instanceof NoAnswer ? 'no_answer' : undefined
}

export function nextStepOf(error: unknown): NextStep | undefined {
  return error instanceof ApiProblem ? error.problem.next_step : undefined
}

/** The server's sentence about one field of the request, if it named it. */
export function fieldProblem(error: unknown, path: string): string | undefined {
  if (!(error instanceof ApiProblem)) return undefined
  return error.problem.errors?.find(field => field.path === path || field.path.startsWith(`${path}.`))?.detail
}

/** A fact of a refusal that is a number, such as how many tries are left. */
export function numberIn(error: unknown, fact: string): number | undefined {
  if (!(error instanceof ApiProblem)) return undefined
  const value = error.problem.details?.[fact]
  return typeof value === 'number' ? value : undefined
}
