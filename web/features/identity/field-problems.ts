import type { FieldValues, Path, UseFormSetError } from 'react-hook-form'
import { ApiProblem } from '../../lib/problem.ts'

/**
 * Puts what the server says about single fields next to these fields, the first of them in focus. Answers whether
 * that explains the refusal; what it says about anything else must be shown above the form.
 */
export function showFieldProblems<Form extends FieldValues>(
  error: unknown,
  fields: readonly Path<Form>[],
  setError: UseFormSetError<Form>,
): boolean {
  const problems = error instanceof ApiProblem ? (error.problem.errors ?? []) : []
  const placed = problems.flatMap(({ path, detail }) => {
    const field = fields.find(name => path === name || path.startsWith(`${name}.`))
    return field === undefined ? [] : [{ field, detail }]
  })
  for (const [index, { field, detail }] of placed.entries())
    setError(field, { type: 'server', message: detail }, { shouldFocus: index === 0 })
  return placed.length > 0 && placed.length === problems.length
}
