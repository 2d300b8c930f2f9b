import { CircleAlert } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import type { Problem } from './schedule-queries.ts'

/** What keeps a rule from being published, where it stands. */
export function RuleProblems({ problems }: { problems: readonly Problem[] }) {
  const { t } = useTranslation()
  if (problems.length === 0) return null
  return (
    <ul className="flex flex-col gap-1 pt-1.5 pb-1">
      {problems.map((problem, index) => (
        <li key={index} className="flex items-start gap-1.5 text-sm font-medium text-bad">
          <CircleAlert aria-hidden className="mt-0.5 size-4 shrink-0" />
          {t(`console.prices.problem.${problem.code}`, {
            text: problem.text ?? '',
            currency: problem.currency ?? '',
          })}
        </li>
      ))}
    </ul>
  )
}
