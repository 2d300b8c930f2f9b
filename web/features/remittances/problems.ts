import { ApiProblem } from '../../lib/problem.ts'

export function hasCode(error: unknown, ...codes: readonly string[]): boolean {
  return error instanceof ApiProblem && codes.includes(error.problem.code)
}
