import { Link } from '@tanstack/react-router'
import { RotateCw } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { isUncertain } from '../lib/order.ts'
import { ApiProblem, codeOf } from '../lib/problem.ts'
import { Alert } from './alert.tsx'
import { buttonClass } from './button-class.ts'
import { Button } from './button.tsx'
import { ErrorState } from './error-state.tsx'

/** While an order got no answer and is being asked again with its key. */
export function UncertainNotice() {
  const { t } = useTranslation()
  return (
    <Alert tone="warn" live title={t('unanswered.asking')}>
      {t('unanswered.askingText')}
    </Alert>
  )
}

type OrderErrorProps = { error: unknown; onRetry: () => void }

/**
 * Why an order did not go through, or that nobody knows whether it did: "we could not reach OKPay" alone would invite
 * to order a second time what may have been carried out.
 */
export function OrderError({ error, onRetry }: OrderErrorProps) {
  const { t } = useTranslation()
  if (codeOf(error) === 'idempotency_key_reused') return <OrderedBefore />
  if (!isUncertain(error)) return <ErrorState error={error} onRetry={onRetry} />
  return (
    <Alert
      tone="warn"
      live
      title={t('unanswered.title')}
      action={
        <>
          <Button variant="secondary" size="sm" onClick={onRetry}>
            <RotateCw aria-hidden className="size-4" />
            {t('ui.tryAgain')}
          </Button>
          <ToHistory />
        </>
      }
    >
      {t('unanswered.text')}
      {error instanceof ApiProblem ? (
        <p className="pt-1 text-xs text-muted">{t('ui.requestId', { id: error.problem.request_id })}</p>
      ) : null}
    </Alert>
  )
}

/** Pressed before a reload, at a price that is over now: the key it was ordered under is used. */
function OrderedBefore() {
  const { t } = useTranslation()
  return (
    <Alert tone="warn" live title={t('unanswered.before')} action={<ToHistory />}>
      {t('unanswered.beforeText')}
    </Alert>
  )
}

function ToHistory() {
  const { t } = useTranslation()
  return (
    <Link to="/app/transactions" className={buttonClass({ variant: 'secondary', size: 'sm' })}>
      {t('unanswered.history')}
    </Link>
  )
}
