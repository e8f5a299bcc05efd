package import LockerDomain

/// The bank on disk: one SQLite file, one writer. What `commit` has returned from survives a power cut.
///
/// For one thread (or serial queue) at a time; calls block for as long as the disk takes.
package final class Store {
  /// What is read from it.
  package let reader: StoreReader
  /// The store's own random id, part of every idempotency key.
  package var id: String { identity.storeID }
  /// What came over, when the file was damaged and this is a new one.
  package let salvage: Salvage?
  /// Damaged stores of earlier starts that nobody has deleted: what was secret in them still is there to be read.
  package var damagedFiles: [String] { files.damaged.filter { $0 != salvage?.setAside } }
  /// The store was made on another machine, or restored there: two agents may have the same notices. The queue stays stopped
  /// until a person said which one goes on (`adopt`).
  package private(set) var isFromAnotherMachine: Bool
  /// Why phones, codes and texts can't be read or not be sealed, as a sentence: the key is missing or wrong. Nothing can be
  /// sent then and nothing be placed; what is stored stays as it is, and all else is recorded.
  package let keyTrouble: String?
  /// The reserve is whole. While it is not, new orders are refused.
  package var hasRoom: Bool { reserve.isWhole }

  /// How many notices there are in each state, by the state's word (`pending`, `accepted`); none is not named. Kept in memory:
  /// an index of it would be written with every step of a notice.
  package private(set) var noticeCounts: [String: Int]

  private let files: StoreFiles
  private let database: Database
  private let machineID: String
  private var identity: Identity
  private var reserve: Reserve
  /// The log may hold bytes of what was blanked in the file.
  private var logHoldsSecrets = true
  private var commitsInLog = 0
  /// Held as long as the store is open; the last thing to go.
  private let lock: StoreLock

  /// Opens the store, or makes it; takes it for this process.
  /// - Parameters:
  ///   - machineID: `/etc/machine-id`.
  ///   - key: what seals names, phones, codes and texts. The first key that a plain store gets seals all that is in it.
  ///   - reserveBytes: room kept for known orders. A door event takes some 8 KiB of log, which is used again and again, and
  ///     leaves below 1 KiB for good: 4 MiB are thousands of door events.
  /// - Throws: `locked` with the holder, `newerVersion`, `foreign`, `missingFolder`, `notPermitted`, `full`, `busy`, `io`. A
  ///   damaged file is no error: see `salvage`.
  package init(
    path: String, machineID: String, key: KeyOffer = .none, reserveBytes: Int = 4 << 20
  ) throws(StoreError) {
    let files = StoreFiles(path: path)
    try files.makeFolder()
    let lock = try StoreLock(forStoreAt: path)
    var reserve = Reserve(forStoreAt: path, bytes: reserveBytes)
    var opening = StoreOpening(files: files, machineID: machineID)
    let database: Database
    var identity: Identity
    // Known orders go on even after a restart on a full disk.
    (database, identity) = try reserve.giving { () throws(StoreError) in try opening.open() }
    (identity, keyTrouble) = try reserve.giving { () throws(StoreError) in
      var opened = identity
      let trouble = try Unlocking(database: database).run(&opened, with: key)
      return (opened, trouble)
    }
    try reserve.fill()
    self.files = files
    self.lock = lock
    self.reserve = reserve
    self.database = database
    self.identity = identity
    self.machineID = machineID
    reader = StoreReader(database)
    noticeCounts = try reader.noticeCounts()
    database.shrink()
    salvage = opening.salvage
    isFromAnotherMachine = !identity.belongs(to: machineID)
  }

  /// Writes all that one event changed, or nothing of it. Durable on return.
  /// - Parameters:
  ///   - mark: when it happened; the time of the ledger's lines.
  ///   - answers: what Prokeep said to an attempt that this is about.
  ///   - mayUseReserve: false for what can be refused, a new order.
  /// - Throws: `full` when the disk is; nothing is changed then.
  package func commit(
    _ work: Work, at mark: AgentClock.Mark, answers: [NoticeID: StoredNotice.Answer] = [:], mayUseReserve: Bool = true
  ) throws(StoreError) {
    guard !work.isEmpty || !answers.isEmpty else { return }
    if !mayUseReserve && !reserve.isWhole {
      try reserve.fill()
      guard reserve.isWhole else { throw noRoom() }
    }
    if mayUseReserve {
      try reserve.giving { () throws(StoreError) in try write(work, at: mark, answers: answers) }
    } else {
      do throws(StoreError) {
        try write(work, at: mark, answers: answers)
      } catch  where error.code == .full {
        throw noRoom()
      }
    }
    logHoldsSecrets = logHoldsSecrets || work.blanks
    commitsInLog += 1
  }

  /// The keyed hash of a request, to know the same one again. Equal for the same compartments in another sequence.
  /// - Throws: `keyNeeded`: what is to be placed could not be sealed.
  package func digest(of request: OrderRequest) throws(StoreError) -> BodyDigest {
    try needKey()
    return identity.digest(of: request)
  }

  /// The kernel's clock is synchronised: lines of this boot from before get their wall time.
  /// - Parameter unixMilliseconds: when the kernel started: wall time minus boot time.
  package func setStart(ofBoot bootID: String, unixMilliseconds: Int64) throws(StoreError) {
    try LedgerTable(database: database).setStart(of: bootID, unixMilliseconds: unixMilliseconds)
  }

  /// A person said that this machine goes on with the store.
  package func adopt() throws(StoreError) {
    try needKey()
    var adopted = identity
    adopted.adopt(machineID: machineID)
    try adopted.write(to: database)
    identity = adopted
    isFromAnotherMachine = false
  }

  /// A log of about a mebibyte is worth to be brought into the file when nothing else happens.
  private static let longLog = 100

  /// There is something for `tidy` to do.
  package var isUntidy: Bool { logHoldsSecrets || commitsInLog > Self.longLog || !reserve.isWhole }

  /// To be called now and then, best when nothing happens: makes the reserve whole again, brings a long log into the file,
  /// and one that holds what was blanked since. Writes nothing when there is nothing to do.
  package func tidy() throws(StoreError) {
    if !reserve.isWhole { try reserve.fill() }
    // The file may grow by what the log brings: not on a full disk.
    guard reserve.isWhole, logHoldsSecrets || commitsInLog > Self.longLog else { return }
    logHoldsSecrets = try !database.checkpoint()
    commitsInLog = 0
  }

  private func write(
    _ work: Work, at mark: AgentClock.Mark, answers: [NoticeID: StoredNotice.Answer]
  ) throws(StoreError) {
    var counts = noticeCounts
    try database.transaction { () throws(StoreError) in
      let orders = OrderTable(database: database)
      let outbox = OutboxTable(database: database)
      let compartments = CompartmentTable(database: database)
      // Orders first: notices refer to them.
      for order in work.orders { try orders.write(order) }
      for change in work.notices { try outbox.apply(change, at: mark.moment, &counts) }
      for (id, answer) in answers { try outbox.record(answer, for: id) }
      for order in work.orders where order.state.isEnd { try outbox.blankSettled(of: order.number) }
      for compartment in work.compartments { try compartments.write(compartment) }
      try LedgerTable(database: database).append(work.ledger, at: mark)
    }
    noticeCounts = counts
  }

  private func needKey() throws(StoreError) {
    guard let keyTrouble else { return }
    throw StoreError(
      .keyNeeded, path: reserve.path, "\(keyTrouble): start the agent with the right key, then try again")
  }

  private func noRoom() -> StoreError {
    StoreError(
      .full, path: reserve.path, detail: "No space left on device",
      "the disk is full: what is left is kept for orders that the agent has already; make room on the disk, then place the order again"
    )
  }
}

extension Work {
  /// Something secret is written over or blanked: it goes from the file, and stays in the log.
  fileprivate var blanks: Bool {
    orders.contains(where: \.state.isEnd) || ledger.contains { $0.kind == .orderRewritten }
      || notices.contains { change in
        switch change {
        case .add: false
        case .rewrite: true
        case .settle(_, let state, _): state.isSettled
        }
      }
  }
}
