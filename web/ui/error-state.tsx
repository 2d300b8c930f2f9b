import { RotateCw } from 'lucide-react'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { ApiProblem, NoAnswer } from '../lib/problem.ts'
import { Alert } from './alert.tsx'
import { Button } from './button.tsx'

type ErrorStateProps = { error: unknown; onRetry?: (() => void) | undefined; action?: ReactNode; className?: string }

/** An error as the server explained it, or ours where it could not; always with something to do next. */
export function ErrorState({ error, onRetry, action, className }: ErrorStateProps) {
  const { t } = useTranslation()
  const retry = onRetry ? (
    <Button variant="secondary" size="sm" onClick={onRetry}>
      <RotateCw aria-hidden className="size-4" />
      {t('ui.tryAgain')}
    </Button>
  ) : null
  const actions = (
    <>
      {retry}
      {action}
    </>
  )
  const shared = { tone: 'bad', ...(className ? { className } : {}), action: actions } as const
  if (error instanceof ApiProblem) {
    const { title, detail, request_id, status } = error.problem
    return (
      <Alert {...shared} title={title}>
        {detail}
        {status >= 500 ? <p className="pt-1 text-xs text-muted">{t('ui.requestId', { id: request_id })}</p> : null}
      </Alert>
    )
  }
  if (error instanceof NoAnswer)
    return (
      <Alert {...shared} title={t('ui.offlineTitle')}>
        {t('ui.offlineText')}
      </Alert>
    )
  return (
    <Alert {...shared} title={t('ui.brokenTitle')}>
      {t('ui.brokenText')}
    </Alert>
  )
}
