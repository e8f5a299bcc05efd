/// Who may know whom: the rooms' dependencies among each other, as the design has them. A new arrow is a decision and
/// belongs here first.
///
/// The adapters (GPIOInput, SerialBus, ScannerInput, Store, Prokeep, LocalAPIServer) never see each other; only Agent and
/// the executable above it see two. SerialLine is the port that lock boards and scanners hang on, for whichever adapter
/// needs one. Every C library is one adapter's business; CLinux, the kernel's, and Linux, its Swift face, may be anybody's
/// but the domain's.
let allowedArrows: [String: Set<String>] = [
  "LockerDomain": [],
  "BoardProtocols": [],
  "LocalAPI": [],
  "Captures": ["BoardProtocols"],

  "Linux": ["LockerDomain", "CLinux"],

  "GPIOInput": ["LockerDomain", "CGPIO", "Linux", "CLinux"],
  "SerialLine": ["LockerDomain", "BoardProtocols", "Linux", "CLinux"],
  "SerialBus": ["LockerDomain", "BoardProtocols", "SerialLine", "Linux", "CLinux"],
  "ScannerInput": ["LockerDomain", "BoardProtocols", "SerialLine", "Linux", "CLinux"],
  "Store": ["LockerDomain", "CSQLite", "CCrypto", "Linux", "CLinux"],
  "Prokeep": ["LockerDomain", "CCurl", "Linux", "CLinux"],
  "LocalAPIServer": ["LocalAPI", "Linux", "CLinux"],
  "Configuration": ["LockerDomain", "BoardProtocols", "CYAML"],
  "Simulation": ["BoardProtocols", "Linux", "CLinux"],

  "Agent": [
    "LockerDomain", "BoardProtocols", "GPIOInput", "SerialBus", "SerialLine", "ScannerInput", "Store", "Prokeep",
    "LocalAPIServer", "LocalAPI", "Configuration", "Captures", "Linux", "CLinux",
  ],
  "locker-agent": [
    "Agent", "Configuration", "LocalAPI", "LockerDomain", "BoardProtocols", "GPIOInput", "SerialBus",
    "SerialLine", "ScannerInput", "Linux", "Simulation", "Captures",
  ],

  "CGPIO": ["libgpiod"],
  "libgpiod": [],
  "CCurl": [],
  "CSQLite": [],
  "CYAML": [],
  "CCrypto": [],
  "CLinux": [],
]
