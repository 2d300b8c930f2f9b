import { useTranslation } from 'react-i18next'
import { hasValidCheckDigit, ungroup } from '../../../contract/check-digit.ts'
import { ApiProblem, fieldProblem } from '../../lib/problem.ts'

type Mistake = 'recipientSelf' | 'recipientMistyped' | 'recipientMalformed'

/** What is wrong with a recipient that no look-up could find: "check it" alone does not say what to look for. */
export function mistakeIn(typed: string, isSelf: boolean): Mistake {
  if (isSelf) return 'recipientSelf'
  const digits = ungroup(typed)
  const isAccountNumber = /^8[0-9]{11}$/.test(digits)
  return isAccountNumber && !hasValidCheckDigit(digits) ? 'recipientMistyped' : 'recipientMalformed'
}

/** What belongs beside the field of a person; everything else (no network, too fast) stands by itself. */
export function usePersonProblem(): (error: unknown, path: string, typed: string) => string | undefined {
  const { t } = useTranslation()
  return (error, path, typed) => {
    if (!(error instanceof ApiProblem)) return undefined
    const { code, detail, details } = error.problem
    if (code === 'recipient_invalid') return t(`transfers.${mistakeIn(typed, details?.['self'] === true)}`)
    return code === 'recipient_not_found' ? detail : fieldProblem(error, path)
  }
}
