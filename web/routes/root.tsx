import { Outlet, useRouter, type ErrorComponentProps } from '@tanstack/react-router'
import { createElement, useEffect, useState, useSyncExternalStore } from 'react'
import { useTranslation } from 'react-i18next'
import { signedOutEvent } from '../lib/api.ts'
import { loadTexts } from '../lib/i18n.ts'
import { forgetLastKnown } from '../lib/last-known.ts'
import { MissingPart, part } from '../lib/part.ts'
import { queryClient } from '../lib/queries.ts'
import { hasServiceWorker, openNewestVersion } from '../lib/service-worker.ts'
import { noteSignedIn } from '../lib/session-hint.ts'
import { currentStepUp, onStepUp, type Asked } from '../lib/step-up.ts'
import { useOnline } from '../lib/use-online.ts'
import { buttonClass } from '../ui/button-class.ts'
import { ErrorState } from '../ui/error-state.tsx'
import { Skeleton } from '../ui/layout.tsx'
import { Logo } from '../ui/logo.tsx'
import { useMissingToast } from '../ui/use-missing-toast.ts'
import { onPageTitle, spokenPageTitle } from '../ui/page-title.ts'
import { currentToasts, onToasts, showToast } from '../ui/toasts.ts'
import { usePart } from '../ui/use-part.ts'
import { useNewVersion } from '../ui/use-new-version.ts'

/** Loaded with the first operation that must be confirmed, together with its texts. */
async function loadStepUpSheet() {
  const [{ StepUpSheet }] = await Promise.all([
    part(() => import('../ui/step-up-sheet.tsx')),
    loadTexts('security'),
  ])
  return StepUpSheet
}

/** Loaded with the first toast, which most visits never see. */
async function loadToaster() {
  return (await part(() => import('../ui/toast.tsx'))).Toaster
}

/** What surrounds every page: the end of a session and a new version are noticed wherever one is. */
export function Root() {
  useSignedOut()
  // Where somebody has been signed in; elsewhere it begins with the signed-in app.
  useNewVersion(hasServiceWorker())
  const stepUp = useSyncExternalStore(onStepUp, currentStepUp)
  const hasToasts = useSyncExternalStore(onToasts, () => currentToasts().length > 0)
  return (
    <>
      <Outlet />
      <PageSpoken />
      {stepUp ? <StepUp key={stepUp.challenge.id} {...stepUp} /> : null}
      {hasToasts ? <Toasts /> : null}
    </>
  )
}

/** What cannot be shown cannot be confirmed: nothing is done, and the form is as it was. */
function StepUp(asked: Asked) {
  const tellMissing = useMissingToast()
  const onMissing = (): void => {
    tellMissing()
    asked.settle('canceled')
  }
  const Sheet = usePart(loadStepUpSheet, { onMissing })
  return Sheet ? createElement(Sheet, asked) : null
}

/** What could not be loaded to show a toast is tried again with the next one, and when there is a connection. */
function onToastsOrOnline(again: () => void): () => void {
  const endToasts = onToasts(again)
  window.addEventListener('online', again)
  return () => {
    endToasts()
    window.removeEventListener('online', again)
  }
}

function Toasts() {
  const Toaster = usePart(loadToaster, { occasions: onToastsOrOnline })
  return Toaster ? createElement(Toaster) : null
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

export function BrokenPage({ error }: ErrorComponentProps) {
  return error instanceof MissingPart ? <MissingPage error={error} /> : <ReloadPage error={error} />
}

/**
 * Its files could not be loaded: there is no connection, or the server has a newer version by now. As soon as there is a
 * connection the page is opened in the newest version; where that is of no use, somebody should know.
 */
function MissingPage({ error }: { error: MissingPart }) {
  const online = useOnline()
  const [stuck, setStuck] = useState(false)
  useEffect(() => {
    if (online) void openNewestVersion().then(loading => setStuck(!loading))
  }, [online])
  return online && !stuck ? <PendingPage /> : <ReloadPage error={error} />
}

function ReloadPage({ error }: { error: unknown }) {
  const { t } = useTranslation()
  return (
    <Alone>
      <ErrorState
        error={error}
        heading="h1"
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
export function Alone({ children }: { children: React.ReactNode }) {
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
