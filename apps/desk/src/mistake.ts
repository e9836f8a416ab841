/** Why a setting's value can't be used, to be said after its name; never the value itself. */
export class Mistake {
  constructor(readonly text: string) {}
}
