import { RotateCw } from 'lucide-react'
import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { MissingPart } from '../lib/part.ts'
import { ApiProblem, codeOf, NoAnswer, nextStepOf } from '../lib/problem.ts'
import { Alert } from './alert.tsx'
import { Button } from './button.tsx'
import { buttonClass } from './button-class.ts'

type ErrorStateProps = {
  error: unknown
  /** Where it is all that the page says. */
  heading?: 'h1'
  onRetry?: (() => void) | undefined
  action?: ReactNode
  className?: string
}

/** An error as the server explained it, or ours where it could not; always with something to do next. */
export function ErrorState({ error, heading, onRetry, action, className }: ErrorStateProps) {
  const { t } = useTranslation()
  const shared = {
    // Whoever did not confirm knows that: nothing has gone wrong.
    tone: codeOf(error) === 'step_up_required' ? 'info' : 'bad',
    live: true,
    ...(heading ? { heading } : {}),
    ...(className ? { className } : {}),
    action: (
      <>
        {onRetry && codeOf(error) !== 'not_found' ? (
          <Button variant="secondary" size="sm" onClick={onRetry}>
            <RotateCw aria-hidden className="size-4" />
            {t('ui.tryAgain')}
          </Button>
        ) : null}
        <NextStep error={error} />
        {action}
      </>
    ),
  } as const
  if (error instanceof ApiProblem) {
    const { title, detail, request_id, status } = error.problem
    return (
      <Alert {...shared} title={title}>
        {detail}
        {status >= 500 ? (
          <p className="pt-1 text-xs text-muted">{t('ui.requestId', { id: request_id })}</p>
        ) : null}
      </Alert>
    )
  }
  // A file that is missing although there is a network is ours to find.
  const offline = error instanceof NoAnswer || (error instanceof MissingPart && !navigator.onLine)
  const known = offline ? 'offline' : 'broken'
  return (
    <Alert {...shared} title={t(`ui.${known}Title`)}>
      {t(`ui.${known}Text`)}
    </Alert>
  )
}

/** The step the server suggests, where it is another page of ours. */
function NextStep({ error }: { error: unknown }) {
  const { t } = useTranslation()
  const step = nextStepOf(error)
  const look = buttonClass({ variant: 'secondary', size: 'sm' })
  if (step === 'add_money')
    return (
      <Link to="/app/add-money" className={look}>
        {t('ui.places.addMoney')}
      </Link>
    )
  if (codeOf(error) === 'limit_exceeded')
    return (
      <Link to="/app/limits" className={look}>
        {t('prices.limits.ownTitle')}
      </Link>
    )
  if (step === 'sign_in')
    return (
      <Link to="/sign-in" className={look}>
        {t('ui.signIn')}
      </Link>
    )
  return null
}
