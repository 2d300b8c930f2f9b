import { ApiProblem, fieldProblem } from '../../lib/problem.ts'

/** What belongs beside the field of a person; everything else stands by itself. */
export function personProblem(error: unknown, path: string): string | undefined {
  if (!(error instanceof ApiProblem)) return undefined
  const { code, detail } = error.problem
  if (code === 'recipient_not_found' || code === 'recipient_invalid') return detail
  return fieldProblem(error, path)
}
