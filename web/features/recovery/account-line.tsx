import { Trans } from 'react-i18next'

/** Whose account it is; masked, because nobody is signed in here. */
export function AccountLine({ email }: { email: string }) {
  return (
    <p className="rounded-lg bg-sunken px-4 py-3 text-sm">
      <Trans
        i18nKey="recovery.account"
        values={{ email }}
        components={{ strong: <strong className="font-semibold wrap-anywhere text-ink" /> }}
      />
    </p>
  )
}
