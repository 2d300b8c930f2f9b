import { useMutation, useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { BellRing, Mail, MessageSquareText, type LucideIcon } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { api } from '../../lib/api.ts'
import { queryClient } from '../../lib/queries.ts'
import { Alert } from '../../ui/alert.tsx'
import { buttonClass } from '../../ui/button-class.ts'
import { ErrorState } from '../../ui/error-state.tsx'
import { Card, PageHeader } from '../../ui/layout.tsx'
import { SkeletonRows } from '../../ui/skeleton-rows.tsx'
import { Toggle } from '../../ui/toggle.tsx'
import { PushCard } from './push-card.tsx'
import { preferencesQuery, type Preference, type Preferences } from './queries.ts'

/** What reaches the customer where; what is critical shows a lock instead of a choice. */
export function PreferencesPage() {
  const { t } = useTranslation()
  const { data, error, refetch } = useQuery(preferencesQuery)
  return (
    <div className="mx-auto flex w-full max-w-2xl flex-col">
      <PageHeader
        title={t('notifications.preferences.title')}
        intro={t('notifications.preferences.intro')}
        back="/app/notifications"
      />
      <div className="flex flex-col gap-6">
        {data ? (
          <>
            {data.phone_verified ? null : <PhoneMissing />}
            <PushCard />
            <Kinds preferences={data} />
          </>
        ) : error ? (
          <ErrorState error={error} onRetry={() => void refetch()} />
        ) : (
          <Card flush>
            <SkeletonRows rows={5} />
          </Card>
        )}
      </div>
    </div>
  )
}

function PhoneMissing() {
  const { t } = useTranslation()
  return (
    <Alert
      tone="warn"
      title={t('notifications.preferences.phoneMissing')}
      action={
        <Link to="/app/verify-phone" className={buttonClass({ variant: 'secondary', size: 'sm' })}>
          {t('notifications.preferences.verifyPhone')}
        </Link>
      }
    >
      {t('notifications.preferences.phoneMissingText')}
    </Alert>
  )
}

type Change = Parameters<typeof api<'setNotificationPreference'>>[1]['body']

function Kinds({ preferences }: { preferences: Preferences }) {
  const change = useMutation({
    mutationFn: (body: Change) => api('setNotificationPreference', { body }),
    // The switch moves at once; a refusal moves it back.
    onMutate: body =>
      queryClient.setQueryData(preferencesQuery.queryKey, known => (known ? changed(known, body) : known)),
    onSuccess: answer => queryClient.setQueryData(preferencesQuery.queryKey, answer),
    onError: () => void queryClient.invalidateQueries({ queryKey: preferencesQuery.queryKey }),
  })
  return (
    <>
      {change.error ? <ErrorState error={change.error} /> : null}
      {preferences.data.map(preference => (
        <Kind
          key={preference.kind}
          preference={preference}
          preferences={preferences}
          onChange={body => change.mutate(body)}
        />
      ))}
    </>
  )
}

function changed(known: Preferences, { kind, channel, enabled }: Change): Preferences {
  return {
    ...known,
    data: known.data.map(preference =>
      preference.kind === kind
        ? {
            ...preference,
            channels: preference.channels.map(one => (one.channel === channel ? { ...one, enabled } : one)),
          }
        : preference,
    ),
  }
}

const icons: Record<Change['channel'], LucideIcon> = { email: Mail, sms: MessageSquareText, push: BellRing }

function Kind({
  preference: { kind, channels },
  preferences,
  onChange,
}: {
  preference: Preference
  preferences: Preferences
  onChange: (body: Change) => void
}) {
  const { t } = useTranslation()
  return (
    <Card>
      <fieldset className="min-w-0">
        <legend className="contents">
          <h2 className="font-semibold">{t(`notifications.kinds.${kind}.name`)}</h2>
        </legend>
        <p className="mt-0.5 mb-2 text-sm text-muted">{t(`notifications.kinds.${kind}.text`)}</p>
        <div className="divide-y divide-line">
          {channels.map(({ channel, enabled, locked }) => {
            const Icon = icons[channel]
            return (
              <Toggle
                key={channel}
                icon={<Icon />}
                label={t(`notifications.channels.${channel}`)}
                checked={enabled}
                locked={locked}
                disabled={channel === 'sms' && !preferences.phone_verified}
                onChange={next => onChange({ kind, channel, enabled: next })}
              />
            )
          })}
        </div>
        {channels.some(({ locked }) => locked) ? (
          <p className="mt-3 text-sm text-muted">{t('notifications.preferences.locked')}</p>
        ) : null}
      </fieldset>
    </Card>
  )
}
