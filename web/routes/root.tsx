import { Link, Outlet, useRouter, type ErrorComponentProps } from '@tanstack/react-router'
import { Compass } from 'lucide-react'
import { useEffect } from 'react'
import { useTranslation } from 'react-i18next'
import { signedOutEvent } from '../lib/api.ts'
import { stopLive } from '../lib/live.ts'
import { queryClient } from '../lib/queries.ts'
import { buttonClass } from '../ui/button-class.ts'
import { ErrorState } from '../ui/error-state.tsx'
import { EmptyState, Skeleton } from '../ui/layout.tsx'

/** What surrounds every page: the end of a session is noticed wherever one is. */
export function Root() {
  const router = useRouter()
  useEffect(() => {
    const leave = () => {
      stopLive()
      const { href, pathname } = router.state.location
      if (!pathname.startsWith('/app')) return
      queryClient.removeQueries({ predicate: query => query.queryKey[0] !== 'meta' })
      void router.navigate({ to: '/sign-in', search: { next: href } })
    }
    window.addEventListener(signedOutEvent, leave)
    return () => window.removeEventListener(signedOutEvent, leave)
  }, [router])
  return <Outlet />
}

export function NotFoundPage() {
  const { t } = useTranslation()
  return (
    <main id="content" className="grid min-h-dvh place-items-center">
      <EmptyState
        icon={<Compass className="size-7" />}
        title={t('ui.notFoundTitle')}
        action={
          <Link to="/" className={buttonClass()}>
            {t('ui.home')}
          </Link>
        }
      >
        {t('ui.notFoundText')}
      </EmptyState>
    </main>
  )
}

export function BrokenPage({ error, reset }: ErrorComponentProps) {
  return (
    <main id="content" className="mx-auto grid min-h-dvh max-w-lg place-items-center p-4">
      <ErrorState error={error} onRetry={reset} />
    </main>
  )
}

export function PendingPage() {
  const { t } = useTranslation()
  return (
    <div role="status" aria-label={t('ui.loading')} className="mx-auto flex max-w-2xl flex-col gap-4 p-6">
      <Skeleton className="h-9 w-48" />
      <Skeleton className="h-40" />
      <Skeleton className="h-64" />
    </div>
  )
}
