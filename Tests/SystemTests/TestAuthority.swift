import Linux

/// A certificate authority of the tests' own, made by openssl(1) in a folder.
struct TestAuthority {
  /// One certificate with its key.
  struct Certificate: Sendable {
    let file: String
    let key: String
  }

  /// From and to when a certificate is valid, as openssl-ca(1) takes it.
  struct Validity: Sendable {
    let from: String
    let to: String

    static let now = Validity(from: "20200101000000Z", to: "20900101000000Z")
    static let past = Validity(from: "20200101000000Z", to: "20210101000000Z")
    static let future = Validity(from: "20900101000000Z", to: "20910101000000Z")
  }

  private let folder: TemporaryFolder
  private let name: String

  /// The file to trust.
  var certificate: String { folder.file("\(name).pem") }

  init(named name: String, in folder: TemporaryFolder) async throws {
    self.folder = folder
    self.name = name
    try await Self.openssl(
      ["req", "-x509", "-days", "3650", "-subj", "/CN=\(name)", "-keyout", folder.file("\(name).key")]
        + ["-out", folder.file("\(name).pem")] + Self.newKey)
    try folder.write("", to: "\(name).index")
  }

  /// A certificate for a host name, signed by this authority.
  func issue(for host: String, _ validity: Validity = .now) async throws -> Certificate {
    let made = Certificate(file: folder.file("\(name)-\(host).pem"), key: folder.file("\(name)-\(host).key"))
    let request = folder.file("\(name)-\(host).request")
    try await Self.openssl(["req", "-subj", "/CN=\(host)", "-keyout", made.key, "-out", request] + Self.newKey)
    let settings = try folder.write(
      """
      [ca]
      default_ca = authority
      [authority]
      database = \(folder.file("\(name).index"))
      new_certs_dir = \(folder.path)
      certificate = \(certificate)
      private_key = \(folder.file("\(name).key"))
      rand_serial = yes
      unique_subject = no
      default_md = sha256
      policy = any
      x509_extensions = server
      [any]
      commonName = supplied
      [server]
      subjectAltName = DNS:\(host)
      extendedKeyUsage = serverAuth

      """, to: "\(name)-\(host).cnf")
    try await Self.openssl([
      "ca", "-batch", "-notext", "-config", settings, "-startdate", validity.from, "-enddate", validity.to,
      "-in", request, "-out", made.file,
    ])
    return made
  }

  /// A certificate that nobody else has signed.
  static func selfSigned(for host: String, in folder: TemporaryFolder) async throws -> Certificate {
    let made = Certificate(file: folder.file("self-\(host).pem"), key: folder.file("self-\(host).key"))
    try await openssl(
      ["req", "-x509", "-days", "3650", "-subj", "/CN=\(host)", "-addext", "subjectAltName=DNS:\(host)"]
        + ["-keyout", made.key, "-out", made.file] + newKey)
    return made
  }

  private static let newKey = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes"]

  private static func openssl(_ arguments: [String]) async throws {
    let ended = try await Program(["openssl"] + arguments).end()
    guard ended.code == 0 else { throw Failure("openssl \(arguments[0]) failed: \(ended.errors)") }
  }
}
