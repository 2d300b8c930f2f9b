import { useMutation, useQuery } from '@tanstack/react-query'
import { Laptop, Smartphone } from 'lucide-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { api, type Answer } from '../../lib/api.ts'
import { formatTime } from '../../lib/format.ts'
import { useLanguage } from '../../lib/i18n.ts'
import { codeOf } from '../../lib/problem.ts'
import { queryClient } from '../../lib/queries.ts'
import { Badge } from '../../ui/badge.tsx'
import { Button } from '../../ui/button.tsx'
import { ErrorState } from '../../ui/error-state.tsx'
import { List } from '../../ui/list.tsx'
import { Sheet } from '../../ui/sheet.tsx'
import { SkeletonRows } from '../../ui/skeleton-rows.tsx'
import { showToast } from '../../ui/toasts.ts'
import { deviceOf } from '../../../contract/device.ts'
import { sessionsQuery } from './queries.ts'

type Session = Answer<'listSessions'>['data'][number]

/** Where the customer is signed in: this device first, each other one can be signed out from here. */
export function SessionList() {
  const { t } = useTranslation()
  const sessions = useQuery(sessionsQuery)
  const [ending, setEnding] = useState<Session>()
  const ordered = sessions.data?.data.toSorted((a, b) => Number(b.current) - Number(a.current))
  return (
    <section>
      <h2 className="text-lg font-semibold">{t('ownProfile.sessions')}</h2>
      <p className="mt-0.5 text-sm text-muted">{t('ownProfile.sessionsHint')}</p>
      <div className="mt-3">
        {ordered ? (
          <List label={t('ownProfile.sessions')}>
            {ordered.map(session => (
              <SessionRow key={session.id} session={session} onEnd={() => setEnding(session)} />
            ))}
          </List>
        ) : sessions.error ? (
          <ErrorState error={sessions.error} onRetry={() => void sessions.refetch()} />
        ) : (
          <SkeletonRows rows={2} />
        )}
      </div>
      {ending ? <EndSession session={ending} onClose={() => setEnding(undefined)} /> : null}
    </section>
  )
}

function useDeviceName(session: Session): string {
  const { t } = useTranslation()
  const { browser, system } = deviceOf(session.user_agent)
  if (browser && system) return t('ownProfile.device', { browser, system })
  return browser ?? system ?? t('ownProfile.unknownDevice')
}

function SessionRow({ session, onEnd }: { session: Session; onEnd: () => void }) {
  const { t } = useTranslation()
  const language = useLanguage()
  const name = useDeviceName(session)
  const Icon = deviceOf(session.user_agent).handheld ? Smartphone : Laptop
  return (
    <li className="flex items-start gap-3.5 px-4 py-4 sm:px-5">
      <span
        aria-hidden
        className="grid size-10 shrink-0 place-items-center rounded-full bg-sunken text-muted"
      >
        <Icon className="size-4.5" />
      </span>
      <div className="flex min-w-0 flex-1 flex-wrap items-start justify-between gap-x-4 gap-y-2.5">
        <div className="min-w-0">
          <p className="flex flex-wrap items-center gap-x-2.5 gap-y-1 font-semibold">
            {name}
            {session.current ? <Badge tone="ok">{t('ownProfile.current')}</Badge> : null}
          </p>
          <p className="mt-0.5 text-sm text-muted">
            <bdi>{session.ip}</bdi> ·{' '}
            {t('ownProfile.since', { at: formatTime(session.created_at, language) })}
          </p>
          {session.current ? null : (
            <p className="text-sm text-muted">
              {t('ownProfile.active', { when: formatTime(session.last_seen_at, language) })}
            </p>
          )}
        </div>
        {session.current ? null : (
          <Button
            variant="secondary"
            size="sm"
            onClick={onEnd}
            aria-label={`${t('ownProfile.end')}: ${name}`}
          >
            {t('ownProfile.end')}
          </Button>
        )}
      </div>
    </li>
  )
}

function EndSession({ session, onClose }: { session: Session; onClose: () => void }) {
  const { t } = useTranslation()
  const device = useDeviceName(session)
  const end = useMutation({
    async mutationFn() {
      try {
        await api('endSession', { params: { session: session.id } })
      } catch (error) {
        // It has ended by itself meanwhile, which is what was wanted.
        if (codeOf(error) !== 'not_found') throw error
      }
    },
    async onSuccess() {
      await queryClient.invalidateQueries({ queryKey: sessionsQuery.queryKey })
      showToast({ text: t('ownProfile.ended', { device }) })
      onClose()
    },
  })
  return (
    <Sheet
      title={t('ownProfile.endTitle')}
      description={t('ownProfile.endText', { device })}
      onClose={onClose}
      footer={
        <>
          <Button variant="danger" pending={end.isPending} onClick={() => end.mutate()}>
            {t('ownProfile.end')}
          </Button>
          <Button variant="secondary" onClick={onClose}>
            {t('ui.cancel')}
          </Button>
        </>
      }
    >
      {end.error ? <ErrorState error={end.error} /> : null}
    </Sheet>
  )
}
