import { Link } from '@tanstack/react-router'
import { Compass } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { ApiProblem } from '../lib/problem.ts'
import { buttonClass } from './button-class.ts'
import { ErrorState } from './error-state.tsx'
import { Card, EmptyState } from './layout.tsx'

/** On the page of one payment: that it is not there, with the way to all the others, or what else went wrong. */
export function ObjectError({ error, onRetry }: { error: unknown; onRetry: () => void }) {
  const { t } = useTranslation()
  if (!(error instanceof ApiProblem) || error.problem.code !== 'not_found')
    return <ErrorState error={error} onRetry={onRetry} />
  return (
    <Card>
      <EmptyState
        icon={<Compass />}
        title={error.problem.title}
        action={
          <Link to="/app/transactions" className={buttonClass()}>
            {t('transactions.toHistory')}
          </Link>
        }
      >
        {error.problem.detail}
      </EmptyState>
    </Card>
  )
}
