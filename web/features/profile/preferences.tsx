import { useMutation, useQuery } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { api, type Input } from '../../lib/api.ts'
import { useLanguage } from '../../lib/i18n.ts'
import type { Language } from '../../lib/preferences.ts'
import { meQuery, metaQuery, queryClient } from '../../lib/queries.ts'
import { Alert } from '../../ui/alert.tsx'
import { SegmentedControl } from '../../ui/choice.tsx'
import { Field, Select } from '../../ui/field.tsx'
import { Card } from '../../ui/layout.tsx'
import { languageNames, ThemeSwitch } from '../../ui/switches.tsx'
import { showToast } from '../../ui/toasts.ts'
import { useChangeLanguage } from '../../ui/use-change-language.ts'

const languages: readonly Language[] = ['zh-CN', 'en']

/** Language, time zone and colours. */
export function ProfilePreferences() {
  const { t } = useTranslation()
  const language = useLanguage()
  const keep = useMutation({
    mutationFn: (body: Input<'updateMe'>['body']) => api('updateMe', { body }),
    onSuccess: me => queryClient.setQueryData(meQuery.queryKey, me),
  })
  const choose = useChangeLanguage(locale => keep.mutate({ locale }))
  return (
    <section>
      <h2 className="text-lg font-semibold">{t('profile.preferences')}</h2>
      <Card className="mt-3 divide-y divide-line py-2 sm:py-2">
        <Choice label={t('ownProfile.language')} hint={t('ownProfile.languageHint')}>
          <SegmentedControl
            label={t('ownProfile.language')}
            value={language}
            options={languages.map(value => ({
              value,
              label: <span lang={value}>{languageNames[value]}</span>,
            }))}
            onChange={choose}
          />
        </Choice>
        <TimeZone
          onChoose={timeZone =>
            keep.mutate({ time_zone: timeZone }, { onSuccess: () => showToast({ text: t('profile.saved') }) })
          }
        />
        <Choice label={t('ownProfile.theme')}>
          <ThemeSwitch />
        </Choice>
      </Card>
      {keep.isError ? (
        <Alert tone="warn" live className="mt-3">
          {t('ownProfile.languageFailed')}
        </Alert>
      ) : null}
    </section>
  )
}

/** The zones this browser knows, by their IANA names. */
function TimeZone({ onChoose }: { onChoose: (timeZone: string | null) => void }) {
  const { t } = useTranslation()
  const { data: me } = useQuery(meQuery)
  const { data: meta } = useQuery(metaQuery)
  const zones = Intl.supportedValuesOf('timeZone')
  const chosen = me?.time_zone ?? ''
  return (
    <div className="py-4">
      <Field label={t('profile.timeZone')} hint={t('profile.timeZoneHint')}>
        <Select value={chosen} onChange={event => onChoose(event.target.value || null)}>
          <option value="">
            {t('profile.timeZoneOperator', {
              operator: meta?.operator.name ?? 'OKPay',
              zone: meta?.operator.time_zone ?? '',
            })}
          </option>
          {chosen !== '' && !zones.includes(chosen) ? <option value={chosen}>{chosen}</option> : null}
          {zones.map(zone => (
            <option key={zone} value={zone}>
              {zone.replaceAll('_', ' ')}
            </option>
          ))}
        </Select>
      </Field>
    </div>
  )
}

function Choice({ label, hint, children }: { label: string; hint?: string; children: ReactNode }) {
  return (
    <div className="flex flex-wrap items-center justify-between gap-x-6 gap-y-3 py-4">
      <div className="min-w-0">
        <p className="text-sm font-semibold">{label}</p>
        {hint ? <p className="text-sm text-muted">{hint}</p> : null}
      </div>
      {children}
    </div>
  )
}
