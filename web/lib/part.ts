/**
 * A part of the website that is loaded when it is needed could not be: there is no connection, or the server has a newer
 * version by now and this one's files are gone.
 */
export class MissingPart extends Error {
  constructor(cause: unknown) {
    super('a part of the website could not be loaded', { cause })
    this.name = 'MissingPart'
  }
}

/** Loads a part, `import()` in a function; rejects with `MissingPart`. */
export async function part<Loaded>(load: () => Promise<Loaded>): Promise<Loaded> {
  try {
    return await load()
  } catch (error) {
    throw new MissingPart(error)
  }
}
