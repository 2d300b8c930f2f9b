import { useQuery } from '@tanstack/react-query'
import { Laptop, Smartphone } from 'lucide-react'
import { useState, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { deviceOf } from '../../../contract/device.ts'
import { formatTime } from '../../lib/format.ts'
import { useLanguage } from '../../lib/i18n.ts'
import { Badge } from '../../ui/badge.tsx'
import { Button } from '../../ui/button.tsx'
import { ErrorState } from '../../ui/error-state.tsx'
import { PageHeader } from '../../ui/layout.tsx'
import { List } from '../../ui/list.tsx'
import { SkeletonRows } from '../../ui/skeleton-rows.tsx'
import { EndOthers, EndSession, ForgetDevice } from './device-sheets.tsx'
import { NotMeSheet } from './not-me-sheet.tsx'
import { useDeviceName, usePlaceName } from './place.ts'
import { devicesQuery, sessionsQuery, type Device, type Session } from './queries.ts'

type Asked =
  | { kind: 'session'; session: Session }
  | { kind: 'device'; device: Device }
  | { kind: 'all' }
  | { kind: 'not_me' }

/** Where I am signed in and which devices are known: each can be signed out or forgotten from here. */
export function DevicesPage() {
  const { t } = useTranslation()
  const [asked, setAsked] = useState<Asked>()
  const close = () => setAsked(undefined)
  return (
    <div className="mx-auto w-full max-w-2xl">
      <PageHeader
        title={t('security.devices.title')}
        intro={t('security.devices.intro')}
        back="/app/security"
      />
      <div className="flex flex-col gap-8">
        <Sessions onAsk={setAsked} />
        <Devices onAsk={setAsked} />
        <Button variant="secondary" className="w-fit" onClick={() => setAsked({ kind: 'not_me' })}>
          {t('security.notMe.action')}
        </Button>
      </div>
      {asked?.kind === 'session' ? <EndSession session={asked.session} onClose={close} /> : null}
      {asked?.kind === 'all' ? <EndOthers onClose={close} /> : null}
      {asked?.kind === 'device' ? <ForgetDevice device={asked.device} onClose={close} /> : null}
      {asked?.kind === 'not_me' ? <NotMeSheet about="session.new_device" onClose={close} /> : null}
    </div>
  )
}

function Sessions({ onAsk }: { onAsk: (asked: Asked) => void }) {
  const { t } = useTranslation()
  const language = useLanguage()
  const sessions = useQuery(sessionsQuery)
  const ordered = sessions.data?.data.toSorted((one, other) => Number(other.current) - Number(one.current))
  const others = ordered?.some(session => !session.current) ?? false
  return (
    <Part
      title={t('security.devices.sessions')}
      action={
        others ? (
          <Button variant="secondary" size="sm" onClick={() => onAsk({ kind: 'all' })}>
            {t('security.devices.endAll')}
          </Button>
        ) : null
      }
    >
      {ordered ? (
        <List label={t('security.devices.sessions')}>
          {ordered.map(session => (
            <Entry
              key={session.id}
              userAgent={session.user_agent}
              place={session.place}
              ip={session.ip}
              current={session.current}
              times={[
                t('security.devices.signedInAt', { at: formatTime(session.created_at, language) }),
                ...(session.current
                  ? []
                  : [t('security.devices.lastUsed', { at: formatTime(session.last_seen_at, language) })]),
              ]}
              action={t('security.devices.end')}
              onAction={session.current ? undefined : () => onAsk({ kind: 'session', session })}
            />
          ))}
        </List>
      ) : sessions.error ? (
        <ErrorState error={sessions.error} onRetry={() => void sessions.refetch()} />
      ) : (
        <SkeletonRows rows={2} />
      )}
      {ordered && !others ? (
        <p className="pt-2 text-sm text-muted">{t('security.devices.onlyHere')}</p>
      ) : null}
    </Part>
  )
}

function Devices({ onAsk }: { onAsk: (asked: Asked) => void }) {
  const { t } = useTranslation()
  const language = useLanguage()
  const devices = useQuery(devicesQuery)
  return (
    <Part title={t('security.devices.devices')} hint={t('security.devices.devicesHint')}>
      {devices.data ? (
        devices.data.data.length === 0 ? (
          <p className="text-sm text-muted">{t('security.devices.none')}</p>
        ) : (
          <List label={t('security.devices.devices')}>
            {devices.data.data.map(device => (
              <Entry
                key={device.id}
                userAgent={device.user_agent}
                place={device.place}
                ip={device.ip}
                current={device.current}
                times={[
                  t('security.devices.firstSeen', { at: formatTime(device.first_seen_at, language) }),
                  t('security.devices.lastUsed', { at: formatTime(device.last_seen_at, language) }),
                  ...(device.remembered_until === null
                    ? []
                    : [
                        t('security.devices.remembered', {
                          at: formatTime(device.remembered_until, language),
                        }),
                      ]),
                ]}
                action={t('security.devices.forget')}
                onAction={device.current ? undefined : () => onAsk({ kind: 'device', device })}
              />
            ))}
          </List>
        )
      ) : devices.error ? (
        <ErrorState error={devices.error} onRetry={() => void devices.refetch()} />
      ) : (
        <SkeletonRows rows={2} />
      )}
    </Part>
  )
}

function Part({
  title,
  hint,
  action,
  children,
}: {
  title: string
  hint?: string
  action?: ReactNode
  children: ReactNode
}) {
  return (
    <section>
      <div className="flex flex-wrap items-center justify-between gap-x-4 gap-y-2">
        <h2 className="text-lg font-semibold">{title}</h2>
        {action}
      </div>
      {hint ? <p className="mt-0.5 text-sm text-muted">{hint}</p> : null}
      <div className="mt-3">{children}</div>
    </section>
  )
}

type EntryProps = {
  userAgent: string
  place: string | null
  ip: string
  current: boolean
  times: readonly string[]
  action: string
  onAction: (() => void) | undefined
}

function Entry({ userAgent, place, ip, current, times, action, onAction }: EntryProps) {
  const { t } = useTranslation()
  const [placeName, deviceName] = [usePlaceName(), useDeviceName()]
  const name = deviceName(userAgent)
  const Icon = deviceOf(userAgent).handheld ? Smartphone : Laptop
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
            {current ? <Badge tone="ok">{t('security.devices.current')}</Badge> : null}
          </p>
          <p className="mt-0.5 text-sm text-muted">
            {placeName(place)} · <bdi className="wrap-anywhere">{ip}</bdi>
          </p>
          {times.map(time => (
            <p key={time} className="text-sm text-muted">
              {time}
            </p>
          ))}
        </div>
        {onAction ? (
          <Button variant="secondary" size="sm" onClick={onAction} aria-label={`${action}: ${name}`}>
            {action}
          </Button>
        ) : null}
      </div>
    </li>
  )
}
