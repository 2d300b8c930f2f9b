import { Link, Outlet, useRouter, type ErrorComponentProps } from '@tanstack/react-router'
import { Compass } from 'lucide-react'
import { lazy, Suspense, useEffect, useSyncExternalStore } from 'react'
import { useTranslation } from 'react-i18next'
import { signedOutEvent } from '../lib/api.ts'
import { loadTexts } from '../lib/i18n.ts'
import { forgetLastKnown } from '../lib/last-known.ts'
import { stopLive } from '../lib/live.ts'
import { queryClient } from '../lib/queries.ts'
import { startServiceWorker } from '../lib/service-worker.ts'
import { noteSignedIn } from '../lib/session-hint.ts'
import { currentStepUp, onStepUp } from '../lib/step-up.ts'
import { buttonClass } from '../ui/button-class.ts'
import { ErrorState } from '../ui/error-state.tsx'
import { EmptyState, Skeleton } from '../ui/layout.tsx'
import { Logo } from '../ui/logo.tsx'
import { onPageTitle, spokenPageTitle, usePageTitle } from '../ui/page-title.ts'
import { currentToasts, onToasts, showToast } from '../ui/toasts.ts'

/** Loaded with the first operation that must be confirmed, together with its texts. */
const StepUpSheet = lazy(async () => {
  const [{ StepUpSheet: sheet }] = await Promise.all([
    import('../ui/step-up-sheet.tsx'),
    loadTexts('security'),
  ])
  return { default: sheet }
})

/** Loaded with the first toast, which most visits never see. */
const Toaster = lazy(async () => ({ default: (await import('../ui/toast.tsx')).Toaster }))

/** What surrounds every page: the end of a session and a new version are noticed wherever one is. */
export function Root() {
  useSignedOut()
  useNewVersion()
  const stepUp = useSyncExternalStore(onStepUp, currentStepUp)
  const hasToasts = useSyncExternalStore(onToasts, () => currentToasts().length > 0)
  return (
    <>
      <Outlet />
      <PageSpoken />
      {stepUp ? (
        <Suspense fallback={null}>
          <StepUpSheet key={stepUp.challenge.id} {...stepUp} />
        </Suspense>
      ) : null}
      {hasToasts ? (
        <Suspense fallback={null}>
          <Toaster />
        </Suspense>
      ) : null}
    </>
  )
}

/** Reads out the name of the page one has gone to, which only a navigation of the browser would do by itself. */
function PageSpoken() {
  const title = useSyncExternalStore(onPageTitle, spokenPageTitle)
  return (
    <p aria-live="polite" className="sr-only">
      {title}
    </p>
  )
}

/** To the sign-in page, and back here afterwards; nothing about the customer stays behind. */
function useSignedOut(): void {
  const { t } = useTranslation()
  const router = useRouter()
  useEffect(() => {
    const leave = (event: Event) => {
      stopLive()
      noteSignedIn(false)
      currentStepUp()?.settle('canceled')
      const { href, pathname } = router.state.location
      if (!pathname.startsWith('/app')) return
      // Whoever pressed a button and finds a sign-in page would not know whether it was done.
      if (event instanceof CustomEvent && event.detail !== 'GET')
        showToast({ text: t('sessionOver'), lasting: true })
      forgetLastKnown()
      queryClient.removeQueries({ predicate: query => query.queryKey[0] !== 'meta' })
      void router.navigate({ to: '/sign-in', search: { next: href } })
    }
    window.addEventListener(signedOutEvent, leave)
    return () => window.removeEventListener(signedOutEvent, leave)
  }, [router, t])
}

let serviceWorkerStarted = false

function useNewVersion(): void {
  const { t } = useTranslation()
  useEffect(() => {
    if (serviceWorkerStarted) return
    serviceWorkerStarted = true
    startServiceWorker(load =>
      showToast({ text: t('ui.update'), lasting: true, action: { label: t('ui.updateNow'), run: load } }),
    )
  }, [t])
}

export function NotFoundPage() {
  const { t } = useTranslation()
  usePageTitle(t('ui.notFoundTitle'))
  return (
    <Alone>
      <EmptyState
        icon={<Compass />}
        title={t('ui.notFoundTitle')}
        heading="h1"
        action={
          <Link to="/" className={buttonClass()}>
            {t('ui.home')}
          </Link>
        }
      >
        {t('ui.notFoundText')}
      </EmptyState>
    </Alone>
  )
}

export function BrokenPage({ error }: ErrorComponentProps) {
  const { t } = useTranslation()
  return (
    <Alone>
      <ErrorState
        error={error}
        action={
          <button
            type="button"
            onClick={() => location.reload()}
            className={buttonClass({ variant: 'secondary', size: 'sm' })}
          >
            {t('ui.reload')}
          </button>
        }
      />
    </Alone>
  )
}

/** A page outside of every frame: the mark leads home. */
function Alone({ children }: { children: React.ReactNode }) {
  const { t } = useTranslation()
  return (
    <div className="flex min-h-dvh flex-col">
      <header className="px-4 py-4 sm:px-6">
        <a href="/" aria-label={t('ui.home')} className="inline-block rounded-lg">
          <Logo />
        </a>
      </header>
      <main id="content" className="mx-auto grid w-full max-w-lg flex-1 place-items-center px-4 pb-24">
        <div className="w-full">{children}</div>
      </main>
    </div>
  )
}

export function PendingPage() {
  const { t } = useTranslation()
  return (
    <div role="status" className="mx-auto flex min-h-dvh max-w-2xl flex-col gap-4 p-6">
      <span className="sr-only">{t('ui.loading')}</span>
      <Skeleton className="h-9 w-48" />
      <Skeleton className="h-40" />
      <Skeleton className="h-64" />
    </div>
  )
}
